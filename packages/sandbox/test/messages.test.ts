import { describe, expect, test } from '@jest/globals';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

describe('messages', () => {
	test('a text reaches the other phone and comes back as delivered, then as read', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'hi' });
		const id = sent?.key.id ?? '';
		expect(await world.bob.nextMessage()).toMatchObject({
			id,
			text: 'hi',
			kind: 'text',
			from: ANNA,
			chat: ANNA,
			copies: 1,
		});
		expect(await client.status(id, 3)).toBe(3);
		await world.bob.read(ANNA);
		expect(await client.status(id, 4)).toBe(4);
		expect(world.problems()).toEqual([]);
		expect(world.sandbox.unknownStanzas()).toEqual({});
	});

	test('what a client sends appears on its own phone, too', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await client.socket.sendMessage(BOB_JID, { text: 'from the client' });
		const own = await world.anna.nextMessage({ direction: 'out' });
		expect(own).toMatchObject({ text: 'from the client', chat: BOB, from: ANNA });
	});

	test('a text of another phone reaches the client under its phone number', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const { id } = await world.bob.sendText(ANNA, 'by number');
		const message = await client.messageWithText('by number');
		expect(message).toMatchObject({
			key: { id, remoteJid: BOB_JID, fromMe: false },
			pushName: 'Bob',
		});
		expect(message.key.remoteJidAlt).toBe(world.bob.lid);
	});

	test('a text of another phone reaches the client under its LID', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await world.bob.sendText(world.anna.lid, 'by lid');
		const message = await client.messageWithText('by lid');
		expect(message.key).toMatchObject({ remoteJid: world.bob.lid, remoteJidAlt: BOB_JID });
		expect(world.problems()).toEqual([]);
	});

	test('a text to a LID reaches the phone and its receipt comes back', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const sent = await client.socket.sendMessage(world.bob.lid, { text: 'to lid' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'to lid', chat: ANNA });
		await world.bob.read(ANNA);
		expect(await client.status(sent?.key.id ?? '', 4)).toBe(4);
	});

	test('what the owner types on the phone appears at the client as its own', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await world.anna.sendText(BOB, 'typed');
		const message = await client.messageWithText('typed');
		expect(message.key).toMatchObject({ remoteJid: BOB_JID, fromMe: true });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'typed' });
	});

	test('two clients of one phone both receive, and see what the other sends', async () => {
		await using world = await TestWorld.start();
		const first = await world.linkedClient();
		const second = await world.linkedClient();
		await world.bob.sendText(ANNA, 'to both');
		await Promise.all([first.messageWithText('to both'), second.messageWithText('to both')]);
		await first.socket.sendMessage(BOB_JID, { text: 'from the first' });
		const seen = await second.messageWithText('from the first');
		expect(seen.key).toMatchObject({ fromMe: true, remoteJid: BOB_JID });
		expect(world.problems()).toEqual([]);
	});

	test('replies name the message they quote, in both directions', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const { id } = await world.bob.sendText(ANNA, 'question');
		const question = await client.messageWithText('question');
		const answer = await client.socket.sendMessage(
			BOB_JID,
			{ text: 'answer' },
			{ quoted: question },
		);
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'answer', replyTo: id });
		await world.bob.sendText(ANNA, 'thanks', { replyTo: answer?.key.id ?? '' });
		const thanks = await client.messageWithText('thanks');
		expect(thanks.message?.extendedTextMessage?.contextInfo?.stanzaId).toBe(answer?.key.id);
	});

	test('reactions go both ways', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const { id } = await world.bob.sendText(ANNA, 'nice?');
		const message = await client.messageWithText('nice?');
		await client.socket.sendMessage(BOB_JID, { react: { text: '👍', key: message.key } });
		expect(await world.bob.nextMessage()).toMatchObject({
			kind: 'reaction',
			text: '👍',
			replyTo: id,
		});
		await world.bob.react(ANNA, id, '🎉');
		const reaction = await client.message(
			({ key, message: content }) => !key.fromMe && !!content?.reactionMessage,
		);
		expect(reaction.message?.reactionMessage).toMatchObject({ text: '🎉', key: { id } });
	});

	test('an edited and a deleted message change in place', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const first = await client.socket.sendMessage(BOB_JID, { text: 'frist' });
		const second = await client.socket.sendMessage(BOB_JID, { text: 'oops' });
		if (!first || !second) throw new Error('Baileys returned no message.');
		await client.socket.sendMessage(BOB_JID, { text: 'first', edit: first.key });
		await client.socket.sendMessage(BOB_JID, { delete: second.key });
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		expect(world.bob.messages()).toMatchObject([
			{ text: 'first', edited: true },
			{ text: null, deleted: true },
			{ text: 'end' },
		]);
	});

	test('messages sent while the client was away arrive at its next login, in order', async () => {
		await using world = await TestWorld.start();
		const before = await world.linkedClient();
		await world.bob.sendText(ANNA, 'first of all');
		await before.messageWithText('first of all');
		await before.close();
		for (const text of ['one', 'two', 'three']) await world.bob.sendText(ANNA, text);
		const after = await world.reconnected(before);
		await after.messageWithText('three');
		const texts = after.messages.map(({ message }) => message?.conversation);
		expect(texts).toEqual(['one', 'two', 'three']);
		expect(world.problems()).toEqual([]);
	});

	test('a message the client never acknowledged comes again after the connection was cut', async () => {
		await using world = await TestWorld.start();
		const before = await world.linkedClient();
		const fault = world.sandbox.faults.add({
			match: { tag: 'message', direction: 'out' },
			action: 'drop',
			times: 1,
		});
		await world.bob.sendText(ANNA, 'lost once');
		expect(fault.hits).toBe(1);
		await before.close();
		const after = await world.reconnected(before);
		expect(await after.messageWithText('lost once')).toMatchObject({ key: { remoteJid: BOB_JID } });
	});

	test('a number in another spelling is found under its own, and nothing can be sent to the other', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		await world.sandbox.addPhone({
			...{ phoneNumber: '+551187654321', aliases: ['+55 11 98765-4321'] },
		});
		const found = await client.socket.onWhatsApp('5511987654321');
		expect(found).toMatchObject([{ jid: '551187654321@s.whatsapp.net', exists: true }]);
		const jids = ['5511987654321@s.whatsapp.net'];
		expect(await client.socket.getUSyncDevices(jids, false, false)).toEqual([]);
	});

	test('a number that is not on WhatsApp is not found, and a message to it is refused', async () => {
		await using world = await TestWorld.start();
		await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		const client = await world.linkedClient();
		const found = await client.socket.onWhatsApp('491700000009', BOB_JID);
		expect(found?.map(({ jid }) => jid)).toEqual([BOB_JID]);
		const to = '491700000009@s.whatsapp.net';
		const sent = await client.socket.sendMessage(to, { text: 'nobody' });
		await client.status(sent?.key.id ?? '', 0);
		expect(client.ackErrors.get(sent?.key.id ?? '')).toBe('404');
	});

	test('an id that is sent twice is shown once and counted', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const messageId = '3EB0AAAAAAAAAAAAAAAAAA';
		await client.socket.sendMessage(BOB_JID, { text: 'again' }, { messageId });
		await client.socket.sendMessage(BOB_JID, { text: 'again' }, { messageId });
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		expect(world.bob.messages()).toMatchObject([{ text: 'again', copies: 2 }, { text: 'end' }]);
	});

	test('a server that drops repeated ids acknowledges them and forwards them once', async () => {
		await using world = await TestWorld.start({ dedupe: 'server' });
		const client = await world.linkedClient();
		const messageId = '3EB0AAAAAAAAAAAAAAAAAA';
		await client.socket.sendMessage(BOB_JID, { text: 'again' }, { messageId });
		await client.socket.sendMessage(BOB_JID, { text: 'again' }, { messageId });
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		expect(world.bob.messages()).toMatchObject([{ text: 'again', copies: 1 }, { text: 'end' }]);
		const acks = world.sandbox
			.stanzas()
			.filter(({ stanza }) => stanza.tag === 'ack' && stanza.attrs['id'] === messageId);
		expect(acks).toHaveLength(2);
	});

	test('a phone answers by itself, and two such phones do not talk for ever', async () => {
		await using world = await TestWorld.start();
		world.anna.setRules({ autoReply: 'Anna is away' });
		world.bob.setRules({ autoReply: 'Bob is away' });
		await world.bob.sendText(ANNA, 'anybody?');
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'Anna is away' });
		await world.bob.sendText(ANNA, 'bye');
		await world.bob.nextMessage();
		expect(world.anna.messages().map(({ text }) => text)).toEqual(['anybody?', 'bye']);
	});

	test('a phone told to send no receipts leaves a message at sent', async () => {
		await using world = await TestWorld.start();
		world.bob.setRules({ deliveryReceipts: false });
		const client = await world.linkedClient();
		await client.socket.sendMessage(BOB_JID, { text: 'silent' });
		await world.bob.nextMessage();
		const receipts = world.sandbox
			.stanzas()
			.filter(
				({ stanza, direction }) =>
					stanza.tag === 'receipt' && direction === 'out' && stanza.attrs['type'] === undefined,
			);
		expect(receipts).toEqual([]);
	});

	test('a change of app state reaches the other client of the same phone', async () => {
		await using world = await TestWorld.start();
		const first = await world.linkedClient();
		const second = await world.linkedClient();
		const pinned = new Promise<unknown>((resolve) => {
			second.socket.ev.on('chats.update', (chats) => {
				const chat = chats.find((each) => each.pinned);
				if (chat) resolve(chat);
			});
		});
		await first.socket.chatModify({ pin: true }, BOB_JID);
		expect(await pinned).toMatchObject({ id: BOB_JID });
	});

	test('typing and presence reach the client', async () => {
		await using world = await TestWorld.start();
		const client = await world.linkedClient();
		const seen: string[] = [];
		const composing = new Promise<void>((resolve) => {
			client.socket.ev.on('presence.update', ({ presences }) => {
				for (const each of Object.values(presences)) seen.push(each.lastKnownPresence);
				if (seen.includes('composing')) resolve();
			});
		});
		await client.socket.presenceSubscribe(BOB_JID);
		await world.bob.typing(ANNA);
		await composing;
		expect(seen).toContain('composing');
	});
});
