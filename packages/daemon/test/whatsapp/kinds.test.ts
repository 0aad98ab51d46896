import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DisplayedMessage, Phone } from '@waypost/sandbox';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { OutgoingContent, OutgoingFile } from '../../src/whatsapp/whatsapp-connection.js';
import { byNumber, fileContent, jidOf, Outgoing, plain, text } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const VCARD = 'BEGIN:VCARD\nVERSION:3.0\nFN:Carla\nTEL;waid=491700000003:+491700000003\nEND:VCARD';
const CARD = { name: 'Carla', phoneNumber: '+491700000003', vcard: VCARD };
const PLACE = { latitude: 52.52, longitude: 13.4, name: 'Square', address: 'Street 1' };
const WAVEFORM = Uint8Array.from({ length: 64 }, (_, index) => index);

describe.each(['by number', 'by LID', 'LID group', 'number group'] as const)('%s', (where) => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let carla: Phone;
	let opened: OpenedConnection;
	let chat: Outgoing;
	const folder = mkdtempSync(join(tmpdir(), 'waypost-kinds-'));
	const isGroup = where.endsWith('group');

	beforeAll(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		carla = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carla' });
		opened = await world.link(anna);
		chat = new Outgoing(world, opened, await chatId());
	});
	afterAll(async () => {
		await world.close();
		rmSync(folder, { recursive: true });
	});

	async function chatId(): Promise<string> {
		if (!isGroup) return where === 'by LID' ? ben.lid : jidOf(ben);
		const group = await world.sandbox.createGroup({
			subject: 'Friends',
			members: [anna, ben, carla],
			mode: where === 'LID group' ? 'lid' : 'pn',
		});
		return group.id;
	}

	const shown = (id: string): Promise<DisplayedMessage> =>
		ben.nextMessage({ where: (message) => message.id === id });

	const send = async (content: OutgoingContent) => shown(await chat.send(content));

	/** What the phone has on its screen once everything sent so far is there. */
	async function settled(id: string): Promise<DisplayedMessage | undefined> {
		await send(text('that is all'));
		return ben.messages().find((message) => message.id === id);
	}

	function file(kind: OutgoingFile['kind'], bytes: Buffer, more: Partial<OutgoingFile> = {}) {
		const path = join(folder, kind);
		writeFileSync(path, bytes);
		return fileContent({ kind, path, mimeType: 'x/y', ...more });
	}

	const picture = () =>
		sharp({ create: { width: 40, height: 20, channels: 3, background: '#25d366' } });

	test('a text is shown as written, in its chat', async () => {
		const message = await send(text('hello 👋🏽'));
		expect(message).toMatchObject({
			kind: 'text',
			text: 'hello 👋🏽',
			from: anna.phoneNumber,
			chat: isGroup ? chat.chatId : anna.phoneNumber,
			replyTo: null,
			mentions: [],
		});
	});

	test('somebody named in a text is shown by name', async () => {
		const content = { ...text(`ask @${carla.phoneNumber} or @49170`), mentions: [byNumber(carla)] };
		expect(await send(content)).toMatchObject({ mentions: [carla.phoneNumber] });
	});

	test('somebody known by LID only is shown by name too', async () => {
		const person = { id: carla.lid, phoneNumber: null, lid: carla.lid, name: null };
		const content = { ...text(`ask @${carla.lid.split('@')[0]}`), mentions: [person] };
		expect(await send(content)).toMatchObject({ mentions: [carla.phoneNumber] });
	});

	test('a link preview is shown as it was given', async () => {
		const linkPreview = {
			url: 'https://example.com/a',
			title: 'A page',
			description: 'About it',
			thumbnail: await picture().jpeg().toBuffer(),
		};
		const words = 'see https://example.com/a';
		expect(await send(plain({ kind: 'text', text: words, linkPreview }))).toMatchObject({
			text: words,
			linkPreview: { url: 'https://example.com/a', title: 'A page', description: 'About it' },
		});
	});

	test('an answer to an own message quotes it', async () => {
		const id = await chat.send(text('question'));
		const replyTo = chat.quote(chat.own(id, anna));
		expect(await send({ ...text('answer'), replyTo })).toMatchObject({
			replyTo: id,
			quoted: { from: anna.phoneNumber, chat: null, text: 'question' },
		});
	});

	test('an answer to a received message quotes it', async () => {
		const { id } = await ben.sendText(isGroup ? chat.chatId : anna, 'what?');
		const { content } = await opened.events.first('message', (each) => each.whatsappId === id);
		const replyTo = { key: chat.from(ben, id), content };
		expect(await send({ ...text('that'), replyTo })).toMatchObject({
			replyTo: id,
			quoted: { from: ben.phoneNumber, chat: null, text: 'what?' },
		});
	});

	test('an answer to a message of another chat names that chat', async () => {
		const other = new Outgoing(world, opened, jidOf(carla));
		const id = await other.send(text('elsewhere'));
		const replyTo = other.quote(other.own(id, anna));
		expect(await send({ ...text('here'), replyTo })).toMatchObject({
			quoted: { from: anna.phoneNumber, chat: carla.phoneNumber, text: 'elsewhere' },
		});
	});

	test('a quoted answer does not drag along what it quotes itself', async () => {
		const first = await chat.send(text('one'));
		const second = await chat.send({ ...text('two'), replyTo: chat.quote(chat.own(first, anna)) });
		const content = { ...text('three'), replyTo: chat.quote(chat.own(second, anna)) };
		const third = await chat.prepare(content);
		expect(Buffer.from(chat.bytesOf(third)).includes(first)).toBe(false);
	});

	test('an image comes with caption, mention and quote', async () => {
		const id = await chat.send(text('show me'));
		const bytes = await picture().jpeg().toBuffer();
		const caption = `look @${carla.phoneNumber.slice(1)}`;
		const content = {
			...file('image', bytes, { caption, mimeType: 'image/jpeg' }),
			replyTo: chat.quote(chat.own(id, anna)),
			mentions: [byNumber(carla)],
		};
		expect(await send(content)).toMatchObject({
			kind: 'image',
			replyTo: id,
			mentions: [carla.phoneNumber],
			attachment: { mimeType: 'image/jpeg', size: bytes.length, problem: null },
		});
	});

	test('a voice note comes with its length and how loud it is', async () => {
		const more = { seconds: 3.2, waveform: WAVEFORM, mimeType: 'audio/ogg; codecs=opus' };
		expect(await send(file('voice-note', Buffer.from('sound'), more))).toMatchObject({
			kind: 'voice-note',
			attachment: { seconds: 3, waveform: [...WAVEFORM], mimeType: 'audio/ogg; codecs=opus' },
		});
	});

	test('a voice note without a waveform comes without one', async () => {
		expect(await send(file('voice-note', Buffer.from('sound'), { seconds: 1 }))).toMatchObject({
			attachment: { seconds: 1, waveform: null },
		});
	});

	test('a sticker, a video and a document come as they are', async () => {
		const webp = await picture().webp().toBuffer();
		expect(await send(file('sticker', webp))).toMatchObject({ kind: 'sticker' });
		expect(await send(file('video', Buffer.from('film'), { caption: 'a film' }))).toMatchObject({
			kind: 'video',
			text: 'a film',
		});
		const named = { fileName: 'bill.pdf', caption: 'the bill' };
		expect(await send(file('document', Buffer.from('%PDF'), named))).toMatchObject({
			kind: 'document',
			attachment: { fileName: 'bill.pdf', caption: 'the bill', size: 4 },
		});
	});

	test('a location is shown with name and address', async () => {
		const message = await send(plain({ kind: 'location', location: PLACE }));
		expect(message).toMatchObject({ kind: 'location', location: PLACE });
	});

	test.each([[[CARD]], [[CARD, { ...CARD, name: 'Carla at work' }]]])(
		'contact cards are shown whole: %#',
		async (contacts) => {
			const message = await send(plain({ kind: 'contact', contacts }));
			const cards = contacts.map(({ name, vcard }) => ({ name, vcard }));
			expect(message).toMatchObject({ kind: 'contact', contacts: cards });
		},
	);

	test.each([true, false])('a poll is shown; several answers allowed: %s', async (multiple) => {
		const poll = { question: 'When?', options: ['Now', 'Later'], multiple };
		const message = await send(plain({ kind: 'poll', poll }));
		expect(message).toMatchObject({ kind: 'poll', poll });
		const [stanza] = chat.stanzasOf(message.id);
		expect(stanza?.attrs['type']).toBe('poll');
		expect(stanza?.content).toContainEqual({ tag: 'meta', attrs: { polltype: 'creation' } });
	});

	test('a reaction belongs to the message it is about', async () => {
		const { id } = await ben.sendText(isGroup ? chat.chatId : anna, 'nice');
		const reaction = plain({ kind: 'reaction', target: chat.from(ben, id), emoji: '👍' });
		expect(await send(reaction)).toMatchObject({ kind: 'reaction', text: '👍', replyTo: id });
	});

	test('an edited text changes in place', async () => {
		const id = await chat.send(text('frist'));
		const original = chat.bytesOf(id);
		const change = { kind: 'edit', target: chat.own(id, anna), original, text: 'first' } as const;
		const editId = await chat.send(plain(change));
		expect(await settled(id)).toMatchObject({ text: 'first', edited: true });
		expect(chat.stanzasOf(editId)).toMatchObject([{ attrs: { edit: '1' } }]);
	});

	test('an edited answer still is one', async () => {
		const question = await chat.send(text('question'));
		const replyTo = chat.quote(chat.own(question, anna));
		const id = await chat.send({ ...text('anser'), replyTo });
		const original = chat.bytesOf(id);
		const target = chat.own(id, anna);
		const editId = await chat.prepare(plain({ kind: 'edit', target, original, text: 'answer' }));
		expect(Buffer.from(chat.bytesOf(editId)).includes(question)).toBe(true);
	});

	test('a caption changes and its picture stays', async () => {
		const bytes = await picture().jpeg().toBuffer();
		const id = await chat.send(file('image', bytes, { caption: 'befor' }));
		const original = chat.bytesOf(id);
		const target = chat.own(id, anna);
		await chat.send(plain({ kind: 'edit', target, original, text: 'after' }));
		expect(await settled(id)).toMatchObject({
			text: 'after',
			edited: true,
			attachment: { caption: 'after', size: bytes.length },
		});
	});

	test('a deleted message is gone', async () => {
		const id = await chat.send(text('oops'));
		const deletion = await chat.send(plain({ kind: 'delete', target: chat.own(id, anna) }));
		expect(await settled(id)).toMatchObject({ text: null, deleted: true });
		expect(chat.stanzasOf(deletion)).toMatchObject([{ attrs: { edit: '7' } }]);
	});

	test('everything left once', async () => {
		await settled('');
		expect(ben.messages().filter(({ copies }) => copies !== 1)).toEqual([]);
	});
});
