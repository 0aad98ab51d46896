import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BaileysEventMap } from '@whiskeysockets/baileys';
import type { BaileysClient } from '../baileys-client.js';
import { named, OPPOSITES } from './configurations.js';
import { ConformanceWorld } from './conformance-world.js';

const DORA = '+491700000004';
type History = BaileysEventMap['messaging-history.set'];

describe.each(named(OPPOSITES))('what a new client is told of the past: %s', (_, configuration) => {
	let world: ConformanceWorld;
	let client: BaileysClient;

	beforeAll(async () => {
		world = await ConformanceWorld.start(configuration);
		const { bob, sandbox } = world;
		await sandbox.addPhone(DORA, 'Dora');
		await sandbox.write(bob.phoneNumber, { to: DORA, text: 'before you linked' });
		await sandbox.write(DORA, { to: bob.phoneNumber, text: 'on my phone' });
		client = await world.linked({ phoneNumber: DORA });
	});
	afterAll(() => world.close());

	/** What it was told so far, in one: Baileys makes one event of parts that come quickly. */
	const told = <K extends 'chats' | 'contacts' | 'messages'>(what: K) =>
		client.events
			.all('messaging-history.set')
			.flatMap((history): History[K][number][] => history[what]);

	test('is the chats of its phone, with their texts and who wrote them', async () => {
		await client.until(() => told('chats')[0]);
		const texts = told('messages').map(({ key, message }) => [key.fromMe, message?.conversation]);
		expect(told('chats').map(({ id }) => id)).toEqual([world.bob.jid]);
		expect(texts.toSorted()).toEqual([
			[false, 'before you linked'],
			[true, 'on my phone'],
		]);
	});

	test('is the names of those it wrote with', async () => {
		const { jid, name } = world.bob;
		await client.until(() => told('contacts').find(({ id }) => id === jid));
		expect(told('contacts')).toContainEqual(expect.objectContaining({ id: jid, notify: name }));
	});

	test('is the other addresses of those it wrote with', async () => {
		const { jid, lid } = world.bob;
		const { lidMapping } = client.socket.signalRepository;
		expect(await lidMapping.getLIDForPN(jid)).toBe(lid);
	});

	test('was taken before the client said that it is open', async () => {
		const all = await world.sandbox.stanzas();
		const ofDora = all.filter(({ phoneNumber }) => phoneNumber === DORA);
		const taken = ofDora.findLastIndex(
			({ stanza, direction }) => direction === 'in' && stanza.attrs['type'] === 'peer_msg',
		);
		// A client is open when this is answered (Baileys Socket/socket.js, digestKeyBundle).
		const open = ofDora.findIndex(
			({ stanza, direction }) =>
				direction === 'out' && JSON.stringify(stanza.content ?? '').includes('"digest"'),
		);
		expect(taken).toBeGreaterThan(-1);
		expect(open).toBeGreaterThan(taken);
	});

	test('is no reason to wait: it writes and receives at once', async () => {
		const { bob } = world;
		await client.socket.sendMessage(bob.jid, { text: 'from my client' });
		await bob.sees('from my client');
		await bob.send(`${DORA.slice(1)}@s.whatsapp.net`, { text: 'to your client' });
		expect((await client.messageWithText('to your client')).key.fromMe).toBe(false);
	});

	test('after all that no client has failed to open a message, and no stanza was unknown', async () => {
		expect(await world.trouble()).toEqual([]);
	});
});
