import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaileysEventMap } from '@whiskeysockets/baileys';
import type { WireLogEntry } from '../src/index.js';
import { textOf, type BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

let world: TestWorld;
let client: BaileysClient;

beforeEach(async () => {
	world = await TestWorld.start();
	client = await world.linkedClient();
});
afterEach(() => world.close());

/** Both have written once, so that there are Signal sessions and both know each other. */
async function chatted(): Promise<void> {
	await world.bob.sendText(ANNA, 'hello');
	await client.messageWithText('hello');
	await client.socket.sendMessage(BOB_JID, { text: 'hello, too' });
	await world.bob.nextMessage();
}

function event<E extends keyof BaileysEventMap>(name: E): Promise<BaileysEventMap[E]> {
	return new Promise((resolve) => client.socket.ev.on(name, resolve));
}

function fromClient(id: string | null | undefined) {
	return ({ direction, stanza }: WireLogEntry) =>
		direction === 'in' && stanza.tag === 'message' && stanza.attrs['id'] === id;
}

describe('a phone that was installed anew', () => {
	test('has another identity, no linked devices, and chats with who is told of it', async () => {
		const linkedToBob = await world.linkedClient(world.bob);
		await chatted();
		const before = world.bob.identityKey.public;
		const told = once(client.socket.ws, 'CB:notification,type:encrypt');
		await world.bob.faults.renewIdentity();
		await told;
		expect(world.bob.identityKey.public).not.toEqual(before);
		expect([world.bob.devices(), (await linkedToBob.closed()).code]).toEqual([[], 401]);
		await world.stanzas(({ stanza }) => JSON.stringify(stanza).includes('"reason":"identity"'), 1);
		await client.socket.sendMessage(BOB_JID, { text: 'still you?' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'still you?' });
		await world.bob.sendText(ANNA, 'still me');
		expect(await client.messageWithText('still me')).toBeDefined();
	});
});

describe('Signal sessions that are lost', () => {
	test('a phone without its sessions asks for the next message again and displays it once', async () => {
		await chatted();
		await world.bob.faults.forgetSessions(world.anna);
		await client.socket.sendMessage(BOB_JID, { text: 'do you read me?' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'do you read me?', copies: 1 });
	});

	test.each([false, true])(
		'a client that is asked again sends again, with keys: %s',
		async (withKeys) => {
			const config = { getMessage: async () => ({ conversation: 'once more' }) };
			client = await world.reconnected(client, { config });
			const sent = await client.socket.sendMessage(BOB_JID, { text: 'once' });
			await world.bob.nextMessage();
			const messageId = sent?.key.id ?? '';
			await world.bob.faults.askAgain(world.anna, { messageId, withKeys });
			await world.stanzas(fromClient(messageId), 2);
		},
	);

	test('a client that is asked 20 times for a message that never was stays connected', async () => {
		await world.bob.faults.askAgain(world.anna, { messageId: 'NEVER', times: 20 });
		await world.stanzas(({ stanza }) => stanza.tag === 'ack' && stanza.attrs['id'] === 'NEVER', 20);
		await chatted();
	});
});

describe('messages that wait or come again', () => {
	test('so many texts wait for a client that is away', async () => {
		await client.close();
		const ids = await world.anna.faults.fillBacklog(world.bob, 25);
		client = await world.reconnected(client);
		await client.messageWithText('waiting 25');
		const received = client.messages.map(({ key }) => key.id);
		expect([ids.length, ids.filter((id) => !received.includes(id))]).toEqual([25, []]);
	});

	test('an end of the backlog that is withheld does not come', async () => {
		await client.close();
		const match = { tag: 'ib', child: 'offline', direction: 'out' } as const;
		const fault = world.sandbox.faults.add({ action: 'drop', match });
		client = await world.reconnected(client);
		expect(fault.hits).toBe(1);
	});

	test('a message given once more is taken once', async () => {
		await chatted();
		const { id } = await world.bob.sendText(ANNA, 'only once');
		await client.messageWithText('only once');
		expect(world.anna.faults.redeliver({ ids: [id, 'UNKNOWN'], times: 3 })).toBe(3);
		await world.bob.sendText(ANNA, 'end');
		await client.messageWithText('end');
		const texts = client.messages.map(textOf).filter((text) => text === 'only once');
		expect(texts).toHaveLength(1);
	});

	test('whether the server drops repeats can be switched while it runs', async () => {
		const match = { tag: 'message', direction: 'in' } as const;
		world.sandbox.faults.add({ action: 'duplicate', copies: 3, match });
		const thrice = await client.socket.sendMessage(BOB_JID, { text: 'thrice' });
		await world.stanzas(
			({ stanza }) => stanza.tag === 'ack' && stanza.attrs['id'] === thrice?.key.id,
			3,
		);
		world.sandbox.settings.change({ dedupe: 'server' });
		await client.socket.sendMessage(BOB_JID, { text: 'once' });
		await client.socket.sendMessage(BOB_JID, { text: 'end' });
		await world.bob.nextMessage({ where: ({ text }) => text === 'end' });
		const copies = world.bob.messages().map(({ text, copies: count }) => [text, count]);
		expect(copies.slice(0, 2)).toEqual([
			['thrice', 3],
			['once', 1],
		]);
	});
});

test('a history of a given size comes in as many parts', async () => {
	const parts: number[] = [];
	const whole = new Promise<void>((resolve) => {
		client.socket.ev.on('messaging-history.set', ({ messages }) => {
			// What comes with linking is empty, and may be told late.
			if (messages.length > 0) parts.push(messages.length);
			if (parts.length === 4) resolve();
		});
	});
	await world.anna.faults.sendHistory({ bytes: 200 * 1024, chunks: 4 });
	await whole;
	expect(parts).toEqual([50, 50, 50, 50]);
});

describe('a number that is moved to its LID', () => {
	test('writes and confirms under it, and is still reached by its phone number', async () => {
		await chatted();
		await world.bob.faults.moveToLid();
		const { id } = await world.bob.sendText(ANNA, 'new address');
		expect(await client.messageWithText('new address')).toMatchObject({
			key: { id, remoteJid: world.bob.lid, remoteJidAlt: BOB_JID },
		});
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'old address' });
		expect(await world.bob.nextMessage()).toMatchObject({ text: 'old address' });
		const isReceipt = ({ direction, stanza: { tag, attrs } }: WireLogEntry) =>
			direction === 'out' && tag === 'receipt' && attrs['id'] === sent?.key.id && !attrs['type'];
		await world.stanzas(isReceipt, 1);
		const [receipt] = world.sandbox.stanzas().filter(isReceipt);
		expect(receipt?.stanza.attrs['from']).toBe(world.bob.lid);
	});
});

test('a group that is moved to LIDs goes on', async () => {
	const members = [world.anna, world.bob];
	const group = await world.sandbox.createGroup({ subject: 'Movers', members, mode: 'pn' });
	await world.bob.sendText(group, 'by number');
	await client.messageWithText('by number');
	group.setMode('lid');
	await world.bob.sendText(group, 'by LID');
	const { key } = await client.messageWithText('by LID');
	expect(key.participant).toBe(world.bob.lid);
	await client.socket.sendMessage(group.id, { text: 'I follow' });
	expect(await world.bob.nextMessage()).toMatchObject({ chat: group.id, text: 'I follow' });
});

describe('a limit on new chats', () => {
	test('is told, and told again when asked for', async () => {
		const told = event('message-capping.update');
		world.anna.faults.capNewChats({ quota: 10, used: 10 });
		const cap = { total_quota: 10, used_quota: 10, capping_status: 'CAPPED' };
		expect(await told).toMatchObject(cap);
		expect(await client.socket.fetchNewChatMessageCap()).toMatchObject(cap);
	});
});

test('what is asked of a device that does not exist is refused in plain words', async () => {
	const asked = world.bob.faults.askAgain(world.anna, { messageId: 'A', device: 9 });
	await expect(asked).rejects.toMatchObject({
		...{ code: 'DEVICE_NOT_FOUND', message: `The phone ${ANNA} has no linked device 9.` },
	});
	await expect(world.bob.faults.replaceLogin(9)).rejects.toThrow(BOB);
});
