import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';

const send = (world: World, path: string, json: unknown, headers?: Record<string, string>) =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${path}`, {
		json,
		...(headers && { headers }),
	});

describe('a text', () => {
	test('is accepted with its WhatsApp id, and displayed once by the other phone', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const { status, body } = await send(world, '', { to: ben.phoneNumber, text: 'Hello, Ben 👋' });
		expect(status).toBe(202);
		expect(body).toMatchObject({
			direction: 'out',
			kind: 'text',
			text: 'Hello, Ben 👋',
			chat: { kind: 'direct', phoneNumber: ben.phoneNumber },
			from: { phoneNumber: '+491700000001' },
		});
		const displayed = await ben.nextMessage();
		expect(displayed).toMatchObject({
			id: body.whatsappId,
			from: '+491700000001',
			text: 'Hello, Ben 👋',
			copies: 1,
		});
	});

	test('moves from accepted to sent to delivered to read, each told by an event', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const { status, body } = await send(world, '?wait=delivered', {
			to: ben.phoneNumber,
			text: 'read me',
		});
		expect([status, body.status]).toEqual([200, 'delivered']);
		await ben.read('+491700000001');
		await world.event(
			'message.status',
			({ data }) => data.messageId === body.id && data.status === 'read',
		);
		const { statusHistory } = await world.message('sales', body.id);
		expect(statusHistory.map(({ status }) => status)).toEqual([
			'accepted',
			'sending',
			'sent',
			'delivered',
			'read',
		]);
		const times = statusHistory.map(({ at }) => at);
		expect(times).toEqual([...times].sort());
	});

	test('is not called sent before WhatsApp has confirmed it', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		for (const tag of ['ack', 'receipt']) {
			world.sandbox.faults.add({ match: { tag, direction: 'out' }, action: 'delay', ms: 1_500 });
		}
		const { status, body } = await send(world, '?wait=sent&timeout=0.5', {
			to: ben.phoneNumber,
			text: 'wait for it',
		});
		expect([status, body.status]).toEqual([202, 'sending']);
		const { data } = await world.event('message.status', ({ data }) => data.messageId === body.id);
		expect(data.status).toMatch(/sent|delivered/);
	});

	test('that WhatsApp refuses ends failed, with its number', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		world.sandbox.faults.add({
			match: { tag: 'message' },
			action: 'ack-error',
			code: 463,
			times: 1,
		});
		const { body } = await send(world, '?wait=sent', { to: ben.phoneNumber, text: 'hi' });
		expect(body).toMatchObject({
			status: 'failed',
			error: { code: 'ACCOUNT_RESTRICTED', upstreamCode: 463, retryable: false },
		});
		expect(ben.messages()).toHaveLength(0);
	});

	test('accepted while the session is stopped is sent once it is started', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const accepted = await world.sendText('sales', ben.phoneNumber, 'later');
		expect(accepted).toMatchObject({
			status: 'accepted',
			waiting: { code: 'session-not-connected', position: 0 },
		});
		expect((await world.session('sales')).outbox.waiting).toBe(1);
		await world.call('POST', '/v1/sessions/sales/start');
		expect(await ben.nextMessage()).toMatchObject({ text: 'later', copies: 1 });
	});

	test('several to one chat are displayed in the order they were accepted', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const texts = Array.from({ length: 20 }, (_, n) => `number ${n}`);
		for (const text of texts) await world.sendText('sales', ben.phoneNumber, text);
		for (const text of texts) expect((await ben.nextMessage()).text).toBe(text);
	});

	test('keeps every character', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const text = 'e\u0301 👩‍👩‍👧‍👦 שלום\u202e \u0000'.replace('\u0000', '') + '\n\ttab';
		await world.sendText('sales', ben.phoneNumber, text);
		expect((await ben.nextMessage()).text).toBe(text);
	});
});

describe('an idempotency key', () => {
	test('sent 20 times at once makes one message', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const answers = await Promise.all(
			Array.from({ length: 20 }, () =>
				send(world, '', { to: ben.phoneNumber, text: 'once' }, { 'Idempotency-Key': 'order-17' }),
			),
		);
		expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
		const replays = answers.filter(({ headers }) => headers.has('idempotent-replayed'));
		expect(replays).toHaveLength(19);
		expect(await ben.nextMessage()).toMatchObject({ text: 'once', copies: 1 });
	});

	test('with another message is refused', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const to = (await world.ben()).phoneNumber;
		const key = { 'Idempotency-Key': '"order-17"' };
		await send(world, '', { to, text: 'first' }, key);
		const second = await world.refusal('POST', '/v1/sessions/sales/messages', {
			json: { to, text: 'second' },
			headers: key,
		});
		expect([second.status, second.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
	});

	test('is free again when its message failed', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const json = { to: ben.phoneNumber, text: 'try again' };
		const key = { 'Idempotency-Key': 'order-18' };
		world.sandbox.faults.add({
			match: { tag: 'message' },
			action: 'ack-error',
			code: 500,
			times: 1,
		});
		const failed = await send(world, '?wait=sent', json, key);
		expect(failed.body.status).toBe('failed');
		const again = await send(world, '?wait=sent', json, key);
		expect(again.body.status).toMatch(/sent|delivered/);
		expect(again.body.id).not.toBe(failed.body.id);
		expect((await ben.nextMessage()).text).toBe('try again');
	});
});
