import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage, type WAMessage } from '@whiskeysockets/baileys';
import type { ChatHistory } from '../src/index.js';
import { textOf, type BaileysClient } from './baileys-client.js';
import { phonePath, post } from './http.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

const CAROL = '+491700000003';
const DORA = '+491700000004';
const KINDS = ['text', 'image', 'document', 'location', 'contact', 'poll'] as const;

let world: TestWorld;

beforeEach(async () => {
	world = await TestWorld.start();
});
afterEach(() => world.close());

const told = (client: BaileysClient) => {
	const all = client.events.all('messaging-history.set');
	return {
		chats: all.flatMap(({ chats }) => chats),
		messages: all.flatMap(({ messages }) => messages),
		parts: all.length,
	};
};

/** A client that is linked, and has been told so many messages. */
async function toldClient(messages: number, phone = world.anna): Promise<BaileysClient> {
	const client = await world.linkedClient(phone);
	await client.until(() => (told(client).messages.length >= messages ? true : undefined));
	return client;
}

describe('a phone that has a past', () => {
	test('displays it, and tells it to a client that is linked', async () => {
		await world.anna.addHistory([{ chat: BOB, messages: 12, kinds: [...KINDS], unread: 2 }]);
		expect(world.anna.chats()).toMatchObject([{ id: BOB, unread: 2 }]);
		const { chats, messages } = told(await toldClient(12));
		expect(chats).toMatchObject([{ id: BOB_JID, name: 'Bob', unreadCount: 2 }]);
		const names = messages.flatMap(({ message }) => Object.keys(message ?? {}));
		expect(new Set(names)).toEqual(
			new Set([
				...['conversation', 'imageMessage', 'documentMessage'],
				...['locationMessage', 'contactMessage', 'pollCreationMessageV3', 'messageContextInfo'],
			]),
		);
		expect(messages.filter(({ key }) => key.fromMe)).toHaveLength(6);
	});

	test('tells each message as it is given, at its time', async () => {
		const at = '2024-02-29T12:00:00.000Z';
		const messages = [
			{ text: 'Are you open on Sunday?', at },
			{ from: ANNA, text: 'Until noon.' },
		];
		await world.anna.addHistory([{ chat: BOB, messages }]);
		const [answer, question] = told(await toldClient(2)).messages;
		expect([textOf(question as WAMessage), textOf(answer as WAMessage)]).toEqual([
			'Are you open on Sunday?',
			'Until noon.',
		]);
		expect(Number(question?.messageTimestamp)).toBe(Date.parse(at) / 1000);
		expect(Number(answer?.messageTimestamp)).toBe(Date.parse(at) / 1000 + 60);
	});

	test('has the files of its messages', async () => {
		const trusted = getCACertificates('default');
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
		await world.anna.addHistory([{ chat: BOB, messages: 2, kinds: ['document'] }]);
		const [message] = told(await toldClient(2)).messages;
		if (message?.message?.documentMessage) {
			const { directPath } = message.message.documentMessage;
			message.message.documentMessage.url = `https://${world.sandbox.mediaHost}${directPath ?? ''}`;
		}
		const file = await downloadMediaMessage(message as WAMessage, 'buffer', {});
		setDefaultCACertificates(trusted);
		expect(file.toString()).toBe('A document of the past.\n');
	});

	test('knows groups, and who wrote what in them', async () => {
		const group = await world.sandbox.createGroup({ subject: 'Choir', members: [ANNA, BOB] });
		await world.anna.addHistory([{ chat: group.id, messages: 4 }]);
		const { chats, messages } = told(await toldClient(4));
		expect(chats).toMatchObject([{ id: group.id, name: 'Choir' }]);
		const authors = messages.map(({ key }) => (key.fromMe ? 'Anna' : key.participant));
		expect(authors.toSorted()).toEqual(['Anna', 'Anna', world.bob.lid, world.bob.lid].toSorted());
	});

	test('tells what was edited as it reads now, with the reactions to it', async () => {
		const { id } = await world.bob.sendText(ANNA, 'at noon');
		await world.bob.edit(ANNA, id, 'at one');
		await world.anna.nextMessage();
		await world.anna.settled();
		await world.anna.react(BOB, id, '👎');
		await world.anna.react(BOB, id, '👍');
		const [message] = told(await toldClient(1)).messages;
		expect(textOf(message as WAMessage)).toBe('at one');
		expect(message?.reactions?.map(({ text, key }) => [text, key?.fromMe])).toEqual([['👍', true]]);
	});

	test('tells a long one in parts, the latest messages first', async () => {
		const many: ChatHistory[] = [{ chat: BOB, messages: 1_700 }];
		await world.anna.addHistory(many);
		const { messages } = told(await toldClient(1_700));
		expect(messages).toHaveLength(1_700);
		const parts = world.sandbox
			.stanzas()
			.filter(
				({ direction, stanza }) => direction === 'out' && stanza.attrs['category'] === 'peer',
			);
		// The app-state key, the addresses, the names, and 1,700 messages by 500.
		expect(parts).toHaveLength(3 + 4);
	});

	test('can be given to a new phone, over HTTP as well', async () => {
		const history = [{ chat: CAROL, messages: 3 }];
		await world.sandbox.addPhone({ phoneNumber: DORA, name: 'Dora', history });
		expect(world.sandbox.phone(CAROL)?.messages({ direction: 'all' })).toEqual([]);
		const chats = [{ chat: BOB, messages: 2 }];
		expect(await post(world.sandbox, `${phonePath(DORA)}/history`, { chats })).toBe(204);
		expect(
			world.sandbox
				.phone(DORA)
				?.chats()
				.map(({ id }) => id)
				.toSorted(),
		).toEqual([BOB, CAROL]);
	});

	test('has none with numbers that are not on WhatsApp', async () => {
		await expect(world.anna.addHistory([{ chat: CAROL, messages: 1 }])).rejects.toMatchObject({
			code: 'RECIPIENT_NOT_ON_WHATSAPP',
		});
		const chats = [{ chat: BOB, messages: 0 }];
		expect(await post(world.sandbox, `${phonePath(ANNA)}/history`, { chats })).toBe(400);
	});

	test('is not new to anybody: the next message is', async () => {
		await world.anna.addHistory([{ chat: BOB, messages: 3 }]);
		await world.bob.sendText(ANNA, 'now');
		expect(await world.anna.nextMessage()).toMatchObject({ text: 'now' });
	});
});

describe('a client that asks for older messages', () => {
	test('gets as many as it wants, before the one it names', async () => {
		const client = await world.linkedClient();
		await world.anna.addHistory([{ chat: BOB, messages: 30 }]);
		const [, , known] = world.anna.messages({ direction: 'all' }).toReversed();
		const key = { remoteJid: BOB_JID, id: known?.id ?? '', fromMe: true };
		const request = await client.socket.fetchMessageHistory(5, key, Date.now());
		const answer = await client.events.first('messaging-history.set', (history) =>
			history.peerDataRequestSessionId === request ? history : undefined,
		);
		expect(answer.messages.map((each) => textOf(each))).toEqual(
			[27, 26, 25, 24, 23].map((number) => `Message ${number}`),
		);
		expect(answer.chats).toMatchObject([{ id: BOB_JID }]);
	});
});
