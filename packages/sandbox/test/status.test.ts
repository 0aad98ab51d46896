import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, GroupWatch, pnJid } from './group-world.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const STATUS = 'status@broadcast';
const ANNA_JID = pnJid(ANNA);
const DAY_MS = 86_400_000;

describe('a status', () => {
	let world: TestWorld;
	let anna: BaileysClient;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.linkedClient();
	});
	afterEach(() => world.close());

	test('of a client is seen by the phones it names', async () => {
		await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
		await anna.socket.sendMessage(STATUS, { text: 'on the road' }, { statusJidList: [BOB_JID] });
		const shown = await world.bob.nextMessage();
		expect(shown).toMatchObject({ chat: STATUS, from: ANNA, text: 'on the road', kind: 'text' });
		expect(world.bob.statuses.all()).toEqual([shown]);
		expect(world.bob.chats()).toEqual([]);
		expect(world.sandbox.phone(CAROL)?.messages()).toEqual([]);
	});

	test('of a client is seen by other clients', async () => {
		const bob = await world.linkedClient(world.bob);
		await anna.socket.sendMessage(STATUS, { text: 'on the road' }, { statusJidList: [BOB_JID] });
		const seen = await bob.messageWithText('on the road');
		expect(seen.key).toMatchObject({ remoteJid: STATUS, fromMe: false });
		expect([ANNA_JID, world.anna.lid]).toContain(seen.key.participant);
		expect(world.problems()).toEqual([]);
		expect(world.sandbox.unknownStanzas()).toEqual({});
	});

	test('of a phone is seen by the clients of its contacts, one after the other', async () => {
		await world.bob.statuses.postText('first');
		await world.bob.statuses.postText('second');
		const first = await anna.messageWithText('first');
		await anna.messageWithText('second');
		expect(first.key).toMatchObject({ remoteJid: STATUS, participant: BOB_JID, fromMe: false });
		expect(world.problems()).toEqual([]);
	});

	test('of a phone appears at its own client as its own', async () => {
		await world.anna.statuses.postText('mine');
		const own = await anna.messageWithText('mine');
		expect(own.key).toMatchObject({ remoteJid: STATUS, fromMe: true });
	});

	test('of a phone is for those it names, or for its contacts', async () => {
		const carol = await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
		await carol.statuses.postText('for Bob', { to: [BOB] });
		carol.privacy.setContacts([ANNA]);
		await carol.statuses.postText('for Anna');
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'for Bob' });
		expect(await world.anna.nextMessage()).toMatchObject({ text: 'for Anna' });
		expect(world.bob.messages()).toHaveLength(1);
	});

	test('with a picture is shown with it', async () => {
		const data = Buffer.from('not really a picture');
		await world.bob.statuses.postAttachment({ data, mimeType: 'image/png', caption: 'look' });
		const shown = await world.anna.nextMessage();
		expect(shown).toMatchObject({ chat: STATUS, kind: 'image', text: 'look' });
		expect(world.anna.attachmentBytes(shown.id)).toEqual(data);
	});

	test('that a client could not open comes again, and is shown as a status', async () => {
		const match = { tag: 'message', direction: 'out' } as const;
		world.sandbox.faults.add({ match, action: 'corrupt', times: 1 });
		const { id } = await world.bob.statuses.postText('once more');
		const seen = await anna.messageWithText('once more');
		expect(seen.key).toMatchObject({ id, remoteJid: STATUS, participant: BOB_JID });
	});

	test('that a phone views is told to the client that posted it', async () => {
		const watch = new GroupWatch(anna);
		const posted = await anna.socket.sendMessage(
			STATUS,
			{ text: 'look' },
			{ statusJidList: [BOB_JID] },
		);
		const { id } = await world.bob.nextMessage();
		await world.bob.statuses.view(id);
		const viewed = await watch.receipt(posted?.key.id ?? '', BOB_JID, true);
		expect(viewed).toMatchObject({ read: true });
	});

	test('that a client views is told to the phone that posted it', async () => {
		const { id } = await world.bob.statuses.postText('look');
		const { key } = await anna.messageWithText('look');
		const viewed = new Promise<void>((resolve) => {
			world.sandbox.subscribe(({ type, data }) => {
				if (type === 'message.changed' && data.message.id === id && data.message.read) resolve();
			});
		});
		await anna.socket.readMessages([key]);
		await viewed;
		expect(world.bob.statuses.viewers(id)).toEqual([ANNA]);
	});

	test('is viewed unnoticed by who does not tell what is read', async () => {
		world.anna.privacy.change({ readreceipts: 'none' });
		const { id } = await world.bob.statuses.postText('look');
		await world.anna.nextMessage();
		await world.anna.statuses.view(id);
		await world.bob.sendText(ANNA, 'what comes after it');
		await world.anna.nextMessage();
		expect(world.bob.statuses.viewers(id)).toEqual([]);
	});

	test('of somebody who is blocked is not seen', async () => {
		await world.bob.privacy.block(ANNA);
		await anna.socket.sendMessage(STATUS, { text: 'hidden' }, { statusJidList: [BOB_JID] });
		await world.stanzas(({ stanza }) => stanza.tag === 'ack' && stanza.attrs['from'] === STATUS, 1);
		await world.bob.privacy.unblock(ANNA);
		await anna.socket.sendMessage(STATUS, { text: 'seen' }, { statusJidList: [BOB_JID] });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'seen' });
	});

	test('is gone after a day', async () => {
		world.sandbox.clock.stop();
		await world.bob.statuses.postText('for a day');
		await world.anna.nextMessage();
		await world.sandbox.clock.advance(DAY_MS - 1_000);
		expect(world.anna.statuses.all()).toHaveLength(1);
		await world.sandbox.clock.advance(2_000);
		expect(world.anna.statuses.all()).toEqual([]);
	});

	test('goes over HTTP', async () => {
		const path = (number: string) =>
			`${world.sandbox.httpUrl}/v1/phones/${encodeURIComponent(number)}/statuses`;
		const headers = { 'content-type': 'application/json' };
		const posted = await fetch(path(BOB), {
			...{ method: 'POST', headers },
			body: JSON.stringify({ text: 'hello all', to: [ANNA] }),
		});
		const { id } = (await posted.json()) as { id: string };
		await world.anna.nextMessage();
		const viewed = await fetch(`${path(ANNA)}/${id}/view`, { method: 'POST' });
		const viewers = await fetch(`${path(BOB)}/${id}/viewers`);
		expect([posted.status, viewed.status]).toEqual([201, 204]);
		expect(await viewers.json()).toEqual({ data: [ANNA], next: null });
		expect(await (await fetch(path(ANNA))).json()).toMatchObject({ data: [{ text: 'hello all' }] });
	});
});
