import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { downloadMediaMessage, type ChatUpdate } from '@whiskeysockets/baileys';
import type { BaileysClient } from './baileys-client.js';
import { eventually, Resumable } from './resumable.js';
import { ANNA, BOB, BOB_JID } from './world.js';

const CAROL = '+491700000003';

/** The next thing a client hears about a chat. */
function changeOf(client: BaileysClient, chat: string): Promise<ChatUpdate> {
	return new Promise((resolve) => {
		client.socket.ev.on('chats.update', (chats) => {
			const found = chats.find(({ id, ...change }) => id === chat && 'pinned' in change);
			if (found) resolve(found);
		});
	});
}

describe('after a restart in the same data folder', () => {
	test('linked clients write to phones and phones to them, without linking again', async () => {
		await using world = await Resumable.start();
		const before = await world.linked(world.anna);
		await world.received(await world.bob.sendText(ANNA, 'before'));
		await world.restart();
		const client = await world.again(before);
		await world.bob.sendText(ANNA, 'after');
		await client.messageWithText('after');
		await client.socket.sendMessage(BOB_JID, { text: 'answer' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'answer', from: ANNA });
		expect(client.problems).toEqual([]);
	});

	test.each(['lid', 'pn'] as const)('groups go on (%s)', async (groupMode) => {
		await using world = await Resumable.start({ groupMode });
		const before = await world.linked(world.anna);
		const { id } = await world.sandbox.createGroup({ subject: 'Two', members: [BOB, ANNA] });
		await world.received(await world.bob.sendText(id, 'before'));
		await before.socket.sendMessage(id, { text: 'before, by the client' });
		await world.bob.nextMessage();
		await world.restart();
		const client = await world.again(before);
		await world.bob.sendText(id, 'after');
		await client.messageWithText('after');
		await client.socket.sendMessage(id, { text: 'after, by the client' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'after, by the client', chat: id });
		expect(await client.socket.groupMetadata(id)).toMatchObject({ subject: 'Two', size: 2 });
		expect(client.problems).toEqual([]);
	});

	test('a client that was away gets what waited for it', async () => {
		await using world = await Resumable.start();
		const before = await world.linked(world.anna);
		await before.close();
		await world.bob.sendText(ANNA, 'while away');
		await world.restart();
		await world.bob.sendText(ANNA, 'still away');
		const client = await world.again(before);
		await client.messageWithText('still away');
		expect(client.messages.map(({ message }) => message?.conversation)).toEqual([
			'while away',
			'still away',
		]);
		expect(client.problems).toEqual([]);
	});

	test('what a client had not acknowledged comes again, and can be asked for again', async () => {
		await using world = await Resumable.start();
		const before = await world.linked(world.anna);
		await before.close();
		world.sandbox.faults.add({ match: { tag: 'message' }, action: 'corrupt', times: 1 });
		await world.bob.sendText(ANNA, 'once more');
		await world.restart();
		await world.bob.sendText(ANNA, 'next');
		const client = await world.again(before);
		await client.messageWithText('next');
		await client.messageWithText('once more');
	});

	test('phones display what they displayed, with attachments, and know what was looked at', async () => {
		await using world = await Resumable.start();
		const data = Buffer.alloc(20_000, 'voice');
		const voiceNote = { data, mimeType: 'audio/ogg', kind: 'voice-note' } as const;
		await world.bob.sendText(ANNA, 'looked at');
		await world.anna.nextMessage();
		const { id } = await world.bob.sendAttachment(ANNA, voiceNote);
		await eventually(() =>
			world.bob.messages({ direction: 'out' }).every((each) => each.delivered),
		);
		const before = [world.anna.messages(), world.bob.messages({ direction: 'out' })];
		await world.restart();
		expect([world.anna.messages(), world.bob.messages({ direction: 'out' })]).toEqual(before);
		expect(world.anna.attachmentBytes(id)).toEqual(data);
		expect(await world.anna.nextMessage()).toMatchObject({ id, kind: 'voice-note' });
	});

	test('a client downloads an attachment that was sent before', async () => {
		await using world = await Resumable.start();
		const client = await world.linked(world.anna);
		const data = Buffer.alloc(20_000, 'document');
		await world.bob.sendAttachment(ANNA, { data, mimeType: 'application/pdf' });
		const message = await client.message((each) => Boolean(each.message?.documentMessage));
		const trusted = getCACertificates('default');
		setDefaultCACertificates([...trusted, world.sandbox.caPem]);
		await world.restart();
		const downloaded = await downloadMediaMessage(message, 'buffer', {});
		setDefaultCACertificates(trusted);
		expect(downloaded).toEqual(data);
	});

	test('a message that was sent before can be changed and read', async () => {
		await using world = await Resumable.start();
		const { id } = await world.anna.sendText(BOB, 'hello');
		await world.restart();
		await world.anna.edit(BOB, id, 'hello again');
		await world.bob.read(ANNA);
		expect(world.bob.messages()).toMatchObject([{ text: 'hello again', edited: true, read: true }]);
		expect(world.anna.messages({ direction: 'out' })).toMatchObject([{ id, read: true }]);
	});

	test('phones keep their rules, names, restrictions and devices', async () => {
		await using world = await Resumable.start();
		await world.linked(world.anna);
		const carol = await world.sandbox.addPhone({
			...{ phoneNumber: CAROL, name: 'Carol', aliases: ['+49170000003'] },
		});
		carol.setRules({ autoReply: 'away', readAfterMs: 0 });
		world.bob.restrict({ until: new Date('2100-01-01') });
		const [device] = world.anna.devices();
		await world.restart();
		const known = world.phone(CAROL);
		expect([known.name, known.lid, known.rules]).toEqual([carol.name, carol.lid, carol.rules]);
		expect(world.anna.devices()).toMatchObject([{ id: 1, linkedAt: device?.linkedAt }]);
		await expect(world.bob.sendText(CAROL, 'hello')).rejects.toMatchObject({
			code: 'ACCOUNT_RESTRICTED',
		});
	});

	test('a group keeps its members, settings and invite, also of people who were taken away', async () => {
		await using world = await Resumable.start();
		await world.sandbox.addPhone({ phoneNumber: CAROL, name: 'Carol' });
		const group = await world.sandbox.createGroup({
			...{ subject: 'Three', owner: CAROL, members: [ANNA, BOB], admins: [BOB] },
		});
		await group.setAnnouncement(true, { by: BOB });
		await group.setDescription('rules', { by: CAROL });
		await world.sandbox.removePhone(CAROL);
		const before = world.sandbox.groups().map((each) => each.describe());
		await world.restart();
		expect(world.sandbox.groups().map((each) => each.describe())).toEqual(before);
	});

	test('the clients of an account go on changing its chats and its privacy', async () => {
		await using world = await Resumable.start();
		const one = await world.linked(world.anna);
		const other = await world.linked(world.anna);
		const pinned = changeOf(other, BOB_JID);
		await one.socket.chatModify({ pin: true }, BOB_JID);
		await one.socket.updateReadReceiptsPrivacy('none');
		expect((await pinned).pinned).toEqual(expect.any(Number));
		await world.restart();
		const [oneAgain, otherAgain] = [await world.again(one), await world.again(other)];
		const released = changeOf(otherAgain, BOB_JID);
		await oneAgain.socket.chatModify({ pin: false }, BOB_JID);
		expect(await released).toMatchObject({ pinned: null });
		const privacy = await otherAgain.socket.fetchPrivacySettings(true);
		expect(privacy).toMatchObject({ readreceipts: 'none' });
	});

	test('unknown stanzas are counted on; faults, wire log and events begin empty', async () => {
		await using world = await Resumable.start();
		const client = await world.linked(world.anna);
		const attrs = { type: 'get', xmlns: 'w:nobody', to: '@s.whatsapp.net' };
		await client.socket.query({ tag: 'iq', attrs, content: [] });
		world.sandbox.faults.add({ match: { tag: 'ack' }, action: 'drop' });
		await world.restart();
		expect(world.sandbox.unknownStanzas()).toEqual({ 'iq w:nobody get': 1 });
		expect([world.sandbox.faults.all(), world.sandbox.stanzas()]).toEqual([[], []]);
		expect(world.sandbox.eventsAfter(0)).toEqual([]);
	});
});
