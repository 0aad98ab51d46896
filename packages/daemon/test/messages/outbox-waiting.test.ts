import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutboxWorld } from './outbox-world.js';

let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
});
afterEach(() => world.close());

const failure = (id: string) => [world.message(id).status, world.message(id).error?.code ?? null];

describe('a message with a time', () => {
	test('is sent when it is due, and holds up nobody before', async () => {
		world.accept('later', { sendAt: world.clock.now() + 60_000 });
		world.accept('now');
		world.connect();
		await world.settle();
		await world.ack('now');
		expect(world.relayed).toEqual(['now']);
		await world.pass(60_000);
		expect(world.relayed).toEqual(['now', 'later']);
	});

	test('to live expires while nobody is connected', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 60_000 });
		await world.pass(59_000);
		expect(world.message('a').status).toBe('accepted');
		await world.pass(1_000);
		expect(failure('a')).toEqual(['failed', 'MESSAGE_EXPIRED']);
	});

	test('to live that ended while the daemon was down has expired', () => {
		world.accept('a', { expiresAt: world.clock.now() - 1 });
		world.outboxes.start();
		expect(failure('a')).toEqual(['failed', 'MESSAGE_EXPIRED']);
	});

	test('to live that may have left is unknown, not expired', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 10_000 });
		world.connect();
		await world.settle();
		await world.pass(10_000);
		expect(world.message('a').status).toBe('sending');
		await world.pass(10_000);
		expect(failure('a')).toEqual(['failed', 'DELIVERY_UNKNOWN']);
	});

	test('to live has its chat go on when it expires', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 1_000 });
		world.accept('b');
		await world.pass(1_000);
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['b']);
	});
});

describe('why a message waits', () => {
	test('is the one in doubt that goes before it, also when that was accepted later', async () => {
		world.accept('scheduled', { sendAt: world.clock.now() + 1_000 });
		world.accept('later');
		world.connect();
		await world.settle();
		await world.pass(1_000);
		expect(world.relayed).toEqual(['later']);
		expect(world.outboxes.waiting.of(world.message('scheduled'))).toEqual({
			...{ code: 'in-doubt-before', until: null, position: 0 },
		});
	});
});

describe('a message that is cancelled', () => {
	test('is never sent', async () => {
		world.accept('a');
		expect(world.outboxes.cancel('sales', 'a')).toBe(true);
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual([]);
		expect(world.message('a').status).toBe('cancelled');
	});

	test('in the moment before it is marked is not sent either', async () => {
		world.connect();
		await world.settle();
		world.accept('a');
		await Promise.resolve();
		expect(world.outboxes.cancel('sales', 'a')).toBe(true);
		await world.settle();
		expect(world.relayed).toEqual([]);
	});

	test('with its session is cancelled also when it is just being accepted', async () => {
		const accepted = world.log.accept(world.textOf('a', 'ben'), () => {});
		world.log.cancelWaiting('sales');
		await accepted;
		expect(world.message('a').status).toBe('cancelled');
	});

	test('too late is not cancelled', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		expect(world.outboxes.cancel('sales', 'a')).toBe(false);
		expect(world.message('a').status).toBe('sending');
	});
});

describe('the event that a message waits', () => {
	test('comes once, a moment after it was accepted', async () => {
		world.accept('a');
		expect(world.types).not.toContain('message.waiting');
		await world.pass(5_000);
		await world.pass(60_000);
		expect(world.dataOf('message.waiting')).toEqual([
			expect.objectContaining({
				messageId: 'a',
				waiting: { code: 'session-not-connected', until: null, position: 0 },
			}),
		]);
	});

	test('does not come for what is sent at once', async () => {
		world.connect();
		world.accept('a');
		await world.settle();
		await world.ack('a');
		await world.pass(60_000);
		expect(world.types).not.toContain('message.waiting');
	});

	test('says until when a scheduled one waits', async () => {
		const sendAt = world.clock.now() + 3_600_000;
		world.connect();
		world.accept('a', { sendAt });
		await world.pass(5_000);
		expect(world.dataOf('message.waiting')[0]?.waiting).toEqual({
			...{ code: 'scheduled', until: new Date(sendAt).toISOString(), position: 0 },
		});
	});

	test('names the message in doubt before it', async () => {
		world.connect();
		world.accept('a');
		world.accept('b');
		await world.settle();
		await world.pass(10_000);
		expect(world.dataOf('message.waiting')[0]).toMatchObject({
			messageId: 'b',
			waiting: { code: 'in-doubt-before' },
		});
	});

	test('comes after a restart for what nobody was told of', async () => {
		world.store.insert(world.textOf('a', 'ben'));
		world.outboxes.close();
		world.restart();
		world.outboxes.start();
		await world.pass(5_000);
		expect(world.dataOf('message.waiting')).toHaveLength(1);
	});
});
