import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutboxWorld } from './outbox-world.js';

const MINUTE = 60_000;
let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
	world.pace();
});
afterEach(() => world.close());

/** Has WhatsApp confirm everything at once, for as long as the clock is moved. */
async function passConfirmed(ms: number): Promise<void> {
	for (let passed = 0; passed < ms; passed += 500) {
		await world.pass(500);
		for (const id of world.relayed) await world.ack(id);
	}
}

describe('a paced outbox', () => {
	test('leaves a gap between two sends', async () => {
		world.hear('x', 'ben');
		world.accept('a');
		world.accept('b');
		world.connect();
		await world.settle();
		await world.ack('a');
		expect(world.relayed).toEqual(['a']);
		await world.pass(1_000);
		expect(world.relayed).toEqual(['a', 'b']);
	});

	test('begins a chat a while after the one before, and goes on in others meanwhile', async () => {
		world.hear('x', 'ben');
		world.accept('carl', { chat: 'carl' });
		world.accept('dora', { chat: 'dora' });
		world.connect();
		await passConfirmed(2_000);
		world.accept('ben', { chat: 'ben' });
		await passConfirmed(2_000);
		expect(world.relayed).toEqual(['carl', 'ben']);
		await passConfirmed(7_000);
		expect(world.relayed).toEqual(['carl', 'ben', 'dora']);
	});

	test('answers first whoever waits for an answer', async () => {
		world.accept('a', { chat: 'anna' });
		world.accept('b', { chat: 'ben' });
		world.hear('x', 'ben');
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['b']);
	});

	test('keeps the order within a chat, whoever waits for an answer', async () => {
		world.hear('x', 'ben');
		world.accept('a');
		world.accept('b');
		world.connect();
		await passConfirmed(3_000);
		expect(world.relayed).toEqual(['a', 'b']);
	});

	test('counts new chats of the hour, also over a restart', async () => {
		world.pace({ newChatGap: { min: 0, max: 0 }, newChatsPerHour: 2 });
		for (const chat of ['carl', 'dora', 'emil']) world.accept(chat, { chat });
		world.connect();
		await passConfirmed(5_000);
		expect(world.relayed).toEqual(['carl', 'dora']);
		world.outboxes.close();
		world.restart();
		world.connect();
		await passConfirmed(5_000);
		expect(world.relayed).toEqual([]);
		await passConfirmed(60 * MINUTE);
		expect(world.relayed).toEqual(['emil']);
	});

	test('counts a message once, however often it is tried', async () => {
		world.pace({ perHour: 2 });
		world.hear('x', 'ben');
		world.hear('y', 'carl');
		world.accept('a');
		world.connect();
		await world.settle();
		await world.pass(20_000);
		await world.pass(3_000);
		await world.ack('a');
		world.accept('c', { chat: 'carl' });
		await world.pass(1_000);
		expect(world.relayed).toEqual(['a', 'a', 'c']);
	});

	test('pauses new chats when WhatsApp refuses too much', async () => {
		world.pace({ newChatGap: { min: 0, max: 0 }, newChatsPerHour: 100 });
		world.connect();
		for (let n = 0; n < 5; n++) {
			world.accept(`m${n}`, { chat: `chat${n}` });
			await world.pass(1_000);
			await world.ack(`m${n}`, 499);
		}
		world.accept('late', { chat: 'late' });
		await passConfirmed(9 * MINUTE);
		expect(world.relayed).not.toContain('late');
		await passConfirmed(MINUTE);
		expect(world.relayed).toContain('late');
	});

	test('goes on at once when pacing is switched off', async () => {
		world.pace({ gap: { min: 600, max: 600 } });
		world.accept('a');
		world.accept('b', { chat: 'carl' });
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['a']);
		world.pace({ enabled: false });
		world.outboxes.pacingChanged('sales');
		await world.settle();
		expect(world.relayed).toEqual(['a', 'b']);
	});

	test('says why a message waits, and until when', async () => {
		world.pace({ newChatsPerHour: 1 });
		world.accept('a', { chat: 'carl' });
		world.accept('b', { chat: 'dora' });
		world.connect();
		await world.settle();
		await world.ack('a');
		const inAnHour = new Date(world.clock.now() + 60 * MINUTE).toISOString();
		expect(world.outboxes.waiting.of(world.message('b'))).toEqual({
			...{ code: 'new-chat-limit', until: inAnHour, position: 0 },
		});
	});
});

describe('a message that may not wait', () => {
	const check = (chat: string) => world.outboxes.check(world.session, world.chatOf(chat), false);

	test('is refused while the session is not connected', () => {
		expect(() => check('ben')).toThrow(expect.objectContaining({ code: 'WHATSAPP_NOT_READY' }));
	});

	test('is taken when it may go now', () => {
		world.connect();
		expect(() => check('ben')).not.toThrow();
	});

	test('is refused within the gap, with the time to wait', async () => {
		world.pace({ gap: { min: 30, max: 30 } });
		world.accept('a');
		world.connect();
		await world.settle();
		expect(() => check('ben')).toThrow(
			expect.objectContaining({ code: 'PACING_LIMIT', retryAfter: 30 }),
		);
	});

	test('is refused when there were enough new chats', async () => {
		world.pace({ newChatsPerHour: 1 });
		world.accept('a', { chat: 'carl' });
		world.connect();
		await world.settle();
		expect(() => check('dora')).toThrow(
			expect.objectContaining({ code: 'NEW_CHAT_LIMIT', retryAfter: 3_600 }),
		);
	});
});

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
