import { expect, test } from '@jest/globals';
import type { WireLogEntry } from '../src/index.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

/** Accounts that are online, but have never chatted. */
const STRANGERS = 5;

const isDeviceNotice = ({ stanza: { tag, attrs } }: WireLogEntry): boolean =>
	tag === 'notification' && attrs['type'] === 'devices';

/** All but answers to what a client asks, and what concerns the connection itself. */
const isNews = ({ direction, stanza: { tag } }: WireLogEntry): boolean =>
	direction === 'out' && ['message', 'receipt', 'notification', 'presence'].includes(tag);

const heardBy = (entries: readonly WireLogEntry[]) => entries.map((each) => each.phoneNumber);

test('accounts that never chatted hear nothing of devices, messages and receipts of others', async () => {
	await using world = await TestWorld.start();
	for (let n = 0; n < STRANGERS; n++) {
		const stranger = await world.sandbox.addPhone({ phoneNumber: `+49170000010${n}` });
		await world.linkedClient(stranger);
	}
	const seq = world.sandbox.stanzas().at(-1)?.seq;
	const anna = await world.linkedClient(world.anna);
	await anna.socket.sendMessage(BOB_JID, { text: 'hello' });
	await world.bob.nextMessage();
	const bob = await world.linkedClient(world.bob);
	await world.anna.sendText(BOB, 'answer');
	await bob.messageWithText('answer');
	await anna.socket.logout();
	await world.stanzas(isDeviceNotice, 2);
	const since = world.sandbox.stanzas(seq);
	expect(heardBy(since.filter(isDeviceNotice))).toEqual([ANNA, BOB]);
	expect(new Set(heardBy(since.filter(isNews)))).toEqual(new Set([ANNA, BOB]));
});
