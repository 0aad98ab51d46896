import type { Phone } from '@waypost/sandbox';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NodeRedWorld } from './node-red-world.ts';
import { CATCH, CAUGHT, OUT, sendNode, type Caught } from './send-flow.ts';

let world: NodeRedWorld;
let ben: Phone;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	ben = await world.waypost.ben();
	const anna = await world.waypost.anna();
	await world.waypost.linkedSession('sales', anna);
	await world.load(world.config(), sendNode(), OUT, CATCH, CAUGHT);
	await world.shows('send', `green dot ${anna.phoneNumber}`);
});
afterEach(() => world[Symbol.asyncDispose]());

const textsOf = (phone: Phone) => phone.messages().map(({ text }) => text);

test('two messages that a function node makes of one are both sent', async () => {
	const out = world.nextMessages('out', 2);
	for (const payload of ['one', 'two']) {
		world.receive('send', { _msgid: 'a1', payload, to: ben.phoneNumber });
	}
	await out;
	expect(textsOf(ben)).toEqual(['one', 'two']);
});

test('the same message that comes twice is sent once, and goes on twice', async () => {
	const msg = { _msgid: 'a1', payload: 'Hello', to: ben.phoneNumber };
	const [first, second] = [
		await world.exchange('send', { ...msg }),
		await world.exchange('send', { ...msg }),
	];
	expect(second['waypost']).toMatchObject({ id: (first['waypost'] as { id: string }).id });
	expect(textsOf(ben)).toEqual(['Hello']);
});

test('the same words in two messages are sent twice', async () => {
	for (const _msgid of ['a1', 'a2']) {
		await world.exchange('send', { _msgid, payload: 'Hello', to: ben.phoneNumber });
	}
	expect(textsOf(ben)).toEqual(['Hello', 'Hello']);
});

test('a key of the flow makes two messages the same', async () => {
	const msg = { payload: 'Order 7 is ready', to: ben.phoneNumber, idempotencyKey: 'order-7' };
	await world.exchange('send', { ...msg, _msgid: 'a1' });
	await world.exchange('send', { ...msg, _msgid: 'a2' });
	expect(textsOf(ben)).toEqual(['Order 7 is ready']);
});

test('a key of the flow stands for each of several recipients', async () => {
	const clara = await world.waypost.sandbox.addPhone({
		phoneNumber: '+491700000003',
		name: 'Clara',
	});
	const msg = { payload: 'Ready', to: [ben, clara].map((phone) => phone.phoneNumber) };
	for (const _msgid of ['a1', 'a2']) {
		const out = world.nextMessages('out', 2);
		world.receive('send', { ...msg, _msgid, idempotencyKey: 'order-7' });
		await out;
	}
	expect([textsOf(ben), textsOf(clara)]).toEqual([['Ready'], ['Ready']]);
});

test('a key that was used for another message is an error', async () => {
	const idempotencyKey = 'order-7';
	await world.exchange('send', { payload: 'one', to: ben.phoneNumber, idempotencyKey });
	const caught = await world.exchange(
		'send',
		{ payload: 'two', to: ben.phoneNumber, idempotencyKey },
		'caught',
	);
	expect((caught as unknown as Caught).error.code).toBe('IDEMPOTENCY_KEY_REUSED');
});

test('what WhatsApp refused is sent when a catch node gives it back', async () => {
	world.waypost.sandbox.faults.add({
		match: { tag: 'message' },
		action: 'ack-error',
		code: 499,
		times: 1,
	});
	const msg = { _msgid: 'a1', payload: 'Hello', to: ben.phoneNumber };
	const caught = await world.exchange('send', msg, 'caught');
	expect((caught as unknown as Caught).error).toMatchObject({
		code: 'MESSAGE_REJECTED',
		cause: { messageId: expect.any(String), retryable: expect.any(Boolean) },
	});
	await world.shows('send', 'red dot refused');

	await world.exchange('send', caught);
	expect(textsOf(ben)).toEqual(['Hello']);
});

test('a list that failed in part reaches nobody twice when it is sent again', async () => {
	const number = '+491700000009';
	const msg = { _msgid: 'a1', payload: 'Hello', to: [ben.phoneNumber, number] };
	const sent = world.nextMessage('out');
	const caught = await world.exchange('send', msg, 'caught');
	expect((await sent)['waypost']).toMatchObject({ to: ben.phoneNumber });
	expect((caught as unknown as Caught).error).toMatchObject({
		code: 'RECIPIENT_NOT_ON_WHATSAPP',
		message: expect.stringContaining(`1 of 2 messages were not sent. ${number}: The number is not`),
		cause: { failures: [{ to: number, code: 'RECIPIENT_NOT_ON_WHATSAPP' }] },
	});

	const again = world.nextMessage('out');
	await world.exchange('send', caught, 'caught');
	await again;
	expect(textsOf(ben)).toEqual(['Hello']);
});
