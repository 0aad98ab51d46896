import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { SendError } from '../../src/whatsapp/whatsapp-connection.js';
import * as outgoing from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const BEN = '491700000002@s.whatsapp.net';

describe('text messages', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let opened: OpenedConnection;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		opened = await world.link(anna);
	});
	afterEach(() => world.close());

	async function send(text: string, chatId = BEN): Promise<string> {
		const { connection } = opened;
		const whatsappId = world.connector.newMessageId();
		const content = await connection.prepare(outgoing.text(text), { chatId, whatsappId });
		world.sent.set(whatsappId, content);
		await connection.relay({ chatId, whatsappId, content });
		return whatsappId;
	}

	test('the recipient sees the text under the id it was sent with', async () => {
		const id = await send('hello');
		expect(await ben.nextMessage()).toMatchObject({ id, text: 'hello', from: '+491700000001' });
	});

	test("WhatsApp's ack names the message and no error", async () => {
		const id = await send('hello');
		const ack = await opened.events.first('ack', ({ whatsappId }) => whatsappId === id);
		expect(ack.error).toBeNull();
	});

	test('a refused message is told with the number WhatsApp gave', async () => {
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'in' },
			action: 'ack-error',
			code: 463,
		});
		const id = await send('hello');
		const ack = await opened.events.first('ack', ({ whatsappId }) => whatsappId === id);
		expect(ack.error).toBe(463);
	});

	test('delivery and reading are told as receipts', async () => {
		const id = await send('hello');
		await ben.nextMessage();
		await ben.read('+491700000001');
		await opened.events.first('receipt', ({ status }) => status === 'read');
		const mine = opened.events.of('receipt').filter(({ whatsappIds }) => whatsappIds.includes(id));
		expect(mine.map(({ status }) => status)).toEqual(
			expect.arrayContaining(['sent', 'delivered', 'read']),
		);
	});

	test('sending the same bytes again is shown once', async () => {
		const { connection, events } = opened;
		const whatsappId = await send('once');
		const content = world.sent.get(whatsappId) ?? Buffer.of();
		await connection.relay({ chatId: BEN, whatsappId, content });
		await ben.nextMessage();
		const last = await send('after');
		await ben.nextMessage({ where: ({ text }) => text === 'after' });
		await events.first('ack', (ack) => ack.whatsappId === last);
		expect(events.of('ack')).toHaveLength(3);
		expect(ben.messages().map(({ text, copies }) => [text, copies])).toEqual([
			['once', 2],
			['after', 1],
		]);
	});

	test('a note to oneself is shown on the own phone', async () => {
		const id = await send('do not forget', '491700000001@s.whatsapp.net');
		expect(await anna.nextMessage({ direction: 'out' })).toMatchObject({
			id,
			text: 'do not forget',
			chat: '+491700000001',
		});
	});

	test('an incoming text comes with both addresses and the name of its sender', async () => {
		const { id } = await ben.sendText(anna, 'hi');
		const message = await opened.events.first('message', ({ text }) => text === 'hi');
		const ben_ = { id: BEN, phoneNumber: '+491700000002', lid: ben.lid, name: 'Ben' };
		expect(message).toMatchObject({
			whatsappId: id,
			fromMe: false,
			kind: 'text',
			chat: { ...ben_, kind: 'direct' },
			from: ben_,
		});
	});

	test('an incoming answer names the message it answers', async () => {
		const id = await send('question');
		await ben.nextMessage();
		await ben.sendText(anna, 'answer', { replyTo: id });
		const message = await opened.events.first('message', ({ text }) => text === 'answer');
		expect(message.replyTo).toBe(id);
	});

	test('what the owner writes on the phone comes as own message of that chat', async () => {
		await anna.sendText(ben, 'from the phone');
		const message = await opened.events.first('message', ({ fromMe }) => fromMe);
		expect(message).toMatchObject({
			text: 'from the phone',
			chat: { id: BEN },
			from: { phoneNumber: '+491700000001' },
		});
	});

	test('what was sent by this connection does not come back as a message', async () => {
		await send('hello');
		await ben.nextMessage();
		await ben.sendText(anna, 'done');
		await opened.events.first('message', ({ text }) => text === 'done');
		expect(opened.events.of('message').map(({ text }) => text)).toEqual(['done']);
	});

	test('a reaction comes as one, naming its message', async () => {
		const id = await send('hello');
		await ben.nextMessage();
		await ben.react(anna, id, '👍');
		const message = await opened.events.first('message', ({ kind }) => kind === 'reaction');
		expect(message).toMatchObject({ reaction: '👍', target: id });
	});

	test('messages of the time away come after the next login, before the end of the backlog', async () => {
		await opened.connection.close();
		await ben.sendText(anna, 'one');
		await ben.sendText(anna, 'two');
		const { events } = await world.login();
		await events.first('message', ({ text }) => text === 'two');
		expect(events.of('message').map(({ text }) => text)).toEqual(['one', 'two']);
	});

	test('a number that is not on WhatsApp fails for good, and nothing is sent', async () => {
		await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		const failure = await send('hello', '491700000009@s.whatsapp.net').catch(
			(error: SendError) => error,
		);
		expect(failure).toMatchObject({
			name: 'SendError',
			mayHaveLeft: false,
			permanent: 'RECIPIENT_NOT_ON_WHATSAPP',
		});
	});

	test('after the end nothing is sent, and that is certain', async () => {
		await opened.connection.close();
		await expect(
			opened.connection.relay({ chatId: BEN, whatsappId: 'A', content: Buffer.of() }),
		).rejects.toMatchObject({ mayHaveLeft: false, permanent: null });
	});

	test('numbers are checked in one go', async () => {
		await world.sandbox.addPhone({ phoneNumber: '+491700000009', registered: false });
		const found = await opened.connection.checkNumbers(['+491700000002', '+491700000009']);
		expect([...found]).toEqual([
			['+491700000002', { id: BEN, phoneNumber: '+491700000002', lid: ben.lid, name: null }],
			['+491700000009', null],
		]);
	});

	test('a device that asks for a message again gets it from what was stored', async () => {
		const corrupted = world.sandbox.faults.add({
			match: { tag: 'message', direction: 'in' },
			action: 'corrupt',
			times: 1,
		});
		const id = await send('again');
		expect(await ben.nextMessage()).toMatchObject({ id, text: 'again' });
		expect(corrupted.hits).toBe(1);
	});
});
