import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import sharp from 'sharp';
import type { Phone } from '../src/index.js';
import type { BaileysClient } from './baileys-client.js';
import { CAROL, GroupWorld, shownIn, type GroupWatch } from './group-world.js';
import { ANNA, BOB } from './world.js';

const trusted = getCACertificates('default');

function idOf(sent: { key: { id?: string | null } } | undefined): string {
	return sent?.key.id ?? '';
}

describe.each(['lid', 'pn'] as const)('messages in a group in %s mode', (mode) => {
	let world: GroupWorld;
	let anna: Phone;
	let bob: Phone;
	let carol: Phone;
	let annaClient: BaileysClient;
	let bobClient: BaileysClient;
	let annaSees: GroupWatch;

	beforeAll(async () => {
		world = await GroupWorld.start(mode);
		({ carol, annaClient, bobClient, annaSees } = world);
		({ anna, bob } = world.world);
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
	});
	afterAll(async () => {
		setDefaultCACertificates(trusted);
		await world.world.close();
	});

	test('texts go from clients to phones and clients', async () => {
		const group = await world.group();
		for (const text of ['one', 'two']) await annaClient.socket.sendMessage(group.id, { text });
		const seen = await bobClient.messageWithText('two');
		await bobClient.socket.sendMessage(group.id, { text: 'three' });
		await annaClient.messageWithText('three');
		await shownIn(group, carol, 'three');
		expect(seen).toMatchObject({ key: { remoteJid: group.id, fromMe: false }, pushName: 'Anna' });
		expect(carol.messages({ chat: group.id })).toMatchObject([
			{ text: 'one', from: ANNA, copies: 1 },
			{ text: 'two', from: ANNA, copies: 1 },
			{ text: 'three', from: BOB, copies: 1 },
		]);
	});

	test('texts go from a phone to clients and phones, replies included', async () => {
		const group = await world.group();
		await carol.sendText(group, 'a question');
		const { id } = await carol.sendText(group.id, 'another');
		const question = await annaClient.messageWithText('a question');
		const another = await bobClient.messageWithText('another');
		await annaClient.socket.sendMessage(group.id, { text: 'an answer' }, { quoted: question });
		const answer = await shownIn(group, carol);
		await carol.sendText(group, 'thanks', { replyTo: answer.id });
		const thanks = await bobClient.messageWithText('thanks');
		expect(another.key).toMatchObject({ id, remoteJid: group.id, participant: world.jid(carol) });
		expect(answer).toMatchObject({ text: 'an answer', replyTo: question.key.id });
		expect(thanks.message?.extendedTextMessage?.contextInfo).toMatchObject({
			stanzaId: answer.id,
			participant: world.jid(anna),
		});
	});

	test('what an owner types on the phone appears at the own client as its own', async () => {
		const group = await world.group();
		await anna.sendText(group, 'typed');
		const own = await annaClient.messageWithText('typed');
		await annaClient.socket.sendMessage(group.id, { text: 'sent by the client' });
		const shown = await anna.nextMessage({
			direction: 'out',
			where: ({ text }) => text === 'sent by the client',
		});
		expect(own.key).toMatchObject({ remoteJid: group.id, fromMe: true });
		expect(shown).toMatchObject({ chat: group.id, from: ANNA });
	});

	test('each member says that a message arrived, and when it was read', async () => {
		const group = await world.group();
		const id = idOf(await annaClient.socket.sendMessage(group.id, { text: 'who reads?' }));
		await shownIn(group, carol);
		await annaSees.receipt(id, world.jid(carol));
		await annaSees.receipt(id, world.jid(bob));
		await carol.read(group);
		await annaSees.receipt(id, world.jid(carol), true);
		const readers = annaSees.receipts.filter((each) => each.id === id && each.read);
		expect(readers.some(({ reader }) => reader === world.jid(bob))).toBe(false);
		expect(carol.messages({ chat: group.id })).toMatchObject([{ read: true }]);
	});

	test('a client reads what a phone wrote', async () => {
		const group = await world.group([ANNA, CAROL]);
		await carol.sendText(group, 'read me');
		const { key } = await annaClient.messageWithText('read me');
		await annaClient.socket.readMessages([key]);
		await annaClient.socket.sendMessage(group.id, { text: 'end' });
		await shownIn(group, carol);
		const written = carol.messages({ direction: 'out', chat: group.id });
		expect(written).toMatchObject([{ delivered: true, read: true }]);
		expect(anna.messages({ chat: group.id })).toMatchObject([{ text: 'read me', read: true }]);
	});

	test('a picture reaches phones and clients with the same bytes, both ways', async () => {
		const create = { width: 60, height: 40, channels: 3, background: 'navy' } as const;
		const data = await sharp({ create }).png().toBuffer();
		const group = await world.group();
		await annaClient.socket.sendMessage(group.id, { image: data, mimetype: 'image/png' });
		const shown = await shownIn(group, carol);
		const back = await carol.sendAttachment(group, { data, mimeType: 'image/png' });
		const received = await bobClient.message(({ key }) => key.id === back.id);
		expect(carol.attachmentBytes(shown.id)).toEqual(data);
		expect(await downloadMediaMessage(received, 'buffer', {})).toEqual(data);
	});

	test('reactions go both ways', async () => {
		const group = await world.group();
		const { id } = await carol.sendText(group, 'nice?');
		const { key } = await annaClient.messageWithText('nice?');
		await annaClient.socket.sendMessage(group.id, { react: { text: '👍', key } });
		const reaction = await shownIn(group, carol);
		const sent = await bobClient.socket.sendMessage(group.id, { text: 'and this?' });
		await shownIn(group, carol, 'and this?');
		await carol.react(group, idOf(sent), '🎉');
		const seen = await annaClient.message(({ message }) => message?.reactionMessage?.text === '🎉');
		expect(reaction).toMatchObject({ kind: 'reaction', text: '👍', replyTo: id });
		expect(seen.message?.reactionMessage?.key).toMatchObject({
			id: idOf(sent),
			remoteJid: group.id,
			participant: world.jid(bob),
		});
	});

	test('an edited and a deleted message change in place', async () => {
		const group = await world.group();
		const first = await annaClient.socket.sendMessage(group.id, { text: 'frist' });
		const second = await annaClient.socket.sendMessage(group.id, { text: 'oops' });
		if (!first || !second) throw new Error('Baileys returned no message.');
		await annaClient.socket.sendMessage(group.id, { text: 'first', edit: first.key });
		await annaClient.socket.sendMessage(group.id, { delete: second.key });
		await annaClient.socket.sendMessage(group.id, { text: 'end' });
		await shownIn(group, carol, 'end');
		expect(carol.messages({ chat: group.id })).toMatchObject([
			{ text: 'first', edited: true },
			{ text: null, deleted: true },
			{ text: 'end' },
		]);
	});

	test('an admin deletes what somebody else wrote, a plain member cannot', async () => {
		const group = await world.group();
		for (const text of ['stays', 'goes']) await carol.sendText(group, text);
		const { key: stays } = await bobClient.messageWithText('stays');
		const { key: goes } = await annaClient.messageWithText('goes');
		await bobClient.socket.sendMessage(group.id, { delete: stays });
		await annaClient.socket.sendMessage(group.id, { delete: goes });
		for (const client of [annaClient, bobClient]) {
			await client.socket.sendMessage(group.id, { text: 'end' });
			await shownIn(group, carol, 'end');
		}
		expect(carol.messages({ direction: 'out', chat: group.id })).toMatchObject([
			{ text: 'stays', deleted: false },
			{ text: null, deleted: true },
		]);
	});

	test('typing is shown to the other members', async () => {
		const group = await world.group();
		await carol.typing(group);
		const typists = await annaClient.events.first('presence.update', ({ id, presences }) =>
			id === group.id ? Object.keys(presences) : undefined,
		);
		expect(typists).toEqual([world.jid(carol)]);
	});

	test('after all that no client has logged an error, and no stanza was unknown', () => {
		expect(world.trouble()).toEqual([]);
	});
});
