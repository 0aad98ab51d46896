import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPacingStore } from '../../src/messages/pacing/pacing.store.js';
import type { NewMessage } from '../../src/messages/messages.store.js';
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

	test('does not work out the turn of each message while none may go', async () => {
		world.pace({ perHour: 5_000, perDay: 5_000, newChatsPerHour: 5_000, newChatsPerDay: 5_000 });
		const pacing = createPacingStore(world.database);
		world.database.transaction(() => {
			for (let n = 0; n < 1_000; n++) {
				const send = { at: world.clock.now() - 3_600_000 + n, isNewChat: true, textHash: `${n}` };
				pacing.record('sales', `sent${n}`, { ...send, chatId: `before${n}` });
			}
		});
		world.connect();
		const startedAt = performance.now();
		for (let n = 0; n < 1_000; n++) {
			world.accept(`m${n}`, { chat: `chat${n}` });
			await new Promise((resolve) => setImmediate(resolve));
		}
		await world.settle();
		expect(world.relayed).toHaveLength(1);
		// By itself each would take milliseconds, a thousand times.
		expect(performance.now() - startedAt).toBeLessThan(5_000);
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

	test('says why a message waits in the moment it was accepted', async () => {
		world.pace({ newChatsPerHour: 1 });
		world.accept('a', { chat: 'carl' });
		world.connect();
		await world.settle();
		await world.ack('a');
		world.accept('b', { chat: 'dora' });
		expect(world.outboxes.waiting.of(world.message('b'))?.code).toBe('new-chat-limit');
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

	test('is refused while another that is due goes first, with an estimate of the time to wait', () => {
		world.pace({ gap: { min: 10, max: 20 } });
		world.connect();
		for (const id of ['a', 'b']) world.store.insert(world.textOf(id, 'carl'));
		expect(() => check('ben')).toThrow(
			expect.objectContaining({ code: 'PACING_LIMIT', retryAfter: 30 }),
		);
	});

	test.each<[string, Partial<NewMessage>]>([
		['is scheduled for later', { sendAt: Date.parse('2030-01-01') }],
		['waits for one in doubt before it', { status: 'sending', attempts: 1 }],
	])('is taken while another %s', (_what, change) => {
		world.pace();
		world.connect();
		world.store.insert({ ...world.textOf('a', 'carl'), ...change });
		expect(() => check('ben')).not.toThrow();
	});

	test('is taken while others wait because there were enough new chats', async () => {
		world.pace({ newChatsPerHour: 1 });
		world.hear('x', 'ben');
		world.accept('a', { chat: 'carl' });
		world.accept('b', { chat: 'dora' });
		world.connect();
		await world.settle();
		await world.pass(2_000);
		expect(() => check('ben')).not.toThrow();
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
