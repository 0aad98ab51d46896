import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutboxWorld } from './outbox-world.js';

const MINUTE = 60_000;
let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
	world.pace();
});
afterEach(() => world.close());

describe('a number that WhatsApp restricts', () => {
	const until = () => world.clock.now() + 60 * MINUTE;

	test('is asked about once when a message is refused with 463, and remembered', async () => {
		world.pace({ enabled: false });
		const connection = world.connect();
		connection.lock = { until: until() };
		world.accept('a', { chat: 'carl' });
		world.accept('b', { chat: 'dora' });
		await world.settle();
		await world.ack('a', 463);
		await world.ack('b', 463);
		expect(connection.lockQuestions).toBe(1);
		expect(world.session.restriction.current).toEqual({
			...{ code: 'reach-out-time-lock', until: connection.lock.until },
		});
	});

	async function refused(id: string, chat: string): Promise<void> {
		world.accept(id, { chat });
		await world.settle();
		await world.ack(id, 463);
	}

	test('is known to be restricted from the first message refused with 463 on', async () => {
		world.pace({ enabled: false });
		world.connect().timeLock = () => new Promise(() => {});
		await refused('a', 'carl');
		expect(world.session.restriction.current).toEqual({ code: 'reach-out-time-lock', until: null });
	});

	test('is free again at once when WhatsApp answers that it restricts nothing', async () => {
		world.pace({ enabled: false });
		world.connect();
		await refused('a', 'carl');
		expect(world.session.restriction.current).toBeNull();
	});

	test('is asked about again after 30 seconds, then every 5 minutes, until there is an answer', async () => {
		world.pace({ enabled: false });
		const connection = world.connect();
		connection.lockFailure = new Error('no answer');
		await refused('a', 'carl');
		await world.pass(29_000);
		expect(connection.lockQuestions).toBe(1);
		await world.pass(1_000);
		expect(connection.lockQuestions).toBe(2);
		await world.pass(5 * MINUTE);
		expect(connection.lockQuestions).toBe(3);
		connection.lockFailure = null;
		await world.pass(5 * MINUTE);
		expect(world.session.restriction.current).toBeNull();
		await world.pass(60 * MINUTE);
		expect(connection.lockQuestions).toBe(4);
	});

	test('is asked about while WhatsApp does not say until when', async () => {
		world.pace({ enabled: false });
		const connection = world.connect();
		connection.lock = { until: null };
		await refused('a', 'carl');
		connection.lock = null;
		await world.pass(5 * MINUTE);
		expect(world.session.restriction.current).toBeNull();
	});

	test('is not asked about any more over a connection that ended', async () => {
		world.pace({ enabled: false });
		const connection = world.connect();
		connection.lockFailure = new Error('no answer');
		await refused('a', 'carl');
		world.disconnect();
		await world.pass(60 * MINUTE);
		expect(connection.lockQuestions).toBe(1);
	});

	test('writes to nobody new, and fails what waits for that', async () => {
		world.pace({ enabled: false });
		world.hear('x', 'ben');
		world.session.restriction.current = { code: 'reach-out-time-lock', until: until() };
		world.accept('stranger', { chat: 'carl' });
		world.accept('known', { chat: 'ben' });
		const connection = world.connect();
		connection.lock = { until: until() };
		await world.settle();
		expect(world.relayed).toEqual(['known']);
		expect(world.message('stranger').error?.code).toBe('ACCOUNT_RESTRICTED');
	});

	test('takes no message to somebody new, and says when it may', () => {
		world.session.restriction.current = { code: 'reach-out-time-lock', until: until() };
		world.hear('x', 'ben');
		const check = (chat: string) => world.outboxes.check(world.session, world.chatOf(chat), true);
		expect(() => check('carl')).toThrow(
			expect.objectContaining({ code: 'ACCOUNT_RESTRICTED', retryAfter: 3_600 }),
		);
		expect(() => check('ben')).not.toThrow();
	});

	test('is free again when WhatsApp says so', () => {
		world.session.restriction.current = { code: 'reach-out-time-lock', until: null };
		world.outboxes.restricted('sales', null);
		expect(world.session.restriction.current).toBeNull();
	});
});
