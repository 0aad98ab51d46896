import { describe, expect, test } from '@jest/globals';
import type { Pacing } from '@waypost/contract';
import { HISTORY_MS, turnsOf, type Candidate, type PacedSend, type PacingState } from './pacing.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-21T09:00:00Z');

const limits: Pacing = {
	enabled: true,
	gap: { min: 1, max: 2.5 },
	newChatGap: { min: 8, max: 20 },
	perMinute: 20,
	perHour: 200,
	perDay: 1_000,
	newChatsPerHour: 5,
	newChatsPerDay: 20,
	risk: null,
};
const known: Candidate = { chatId: 'ben', isNewChat: false, textHash: null };
const stranger: Candidate = { chatId: 'carl', isNewChat: true, textHash: null };

const sent = (ago: number, change: Partial<PacedSend> = {}): PacedSend => ({
	...{ at: NOW - ago, chatId: 'ben', isNewChat: false, textHash: null },
	...change,
});
/** `count` sends, the newest `ago`, `step` apart; oldest first. */
const run = (count: number, ago: number, step: number, change: Partial<PacedSend> = {}) =>
	Array.from({ length: count }, (_, index) => sent(ago + step * (count - 1 - index), change));

/** Milliseconds from now, and the code. */
function turn(candidate: Candidate, history: PacedSend[], change: Partial<PacingState> = {}) {
	const state = { limits, history, draw: 0, newChatsPausedUntil: 0, ...change };
	const { at, code } = turnsOf(state)(candidate);
	return [Math.max(0, at - NOW), code];
}

describe('the next send', () => {
	test.each<[string, Candidate, PacedSend[], [number, string]]>([
		['may go at once when nothing was sent', known, [], [0, 'pacing']],
		['waits for the gap', known, [sent(0)], [SECOND, 'pacing']],
		['that begins a chat waits for the gap too', stranger, [sent(0)], [SECOND, 'pacing']],
		[
			'that begins a chat waits longer after another one that did',
			stranger,
			[sent(0, { isNewChat: true })],
			[8 * SECOND, 'pacing'],
		],
		[
			'waits while the minute is full',
			known,
			run(20, 1_500, 2 * SECOND),
			[MINUTE - 19 * 2 * SECOND - 1_500, 'pacing'],
		],
		[
			'waits while the hour is full',
			known,
			run(200, MINUTE, 10 * SECOND),
			[HOUR - MINUTE - 199 * 10 * SECOND, 'pacing'],
		],
		[
			'waits while the day is full',
			known,
			run(1_000, HOUR, MINUTE),
			[24 * HOUR - HOUR - 999 * MINUTE, 'pacing'],
		],
		[
			'waits when there were enough new chats in the hour',
			stranger,
			run(5, 5 * MINUTE, MINUTE, { isNewChat: true }),
			[HOUR - 9 * MINUTE, 'new-chat-limit'],
		],
		[
			'waits when there were enough new chats in the day',
			stranger,
			run(20, HOUR, HOUR, { isNewChat: true }),
			[4 * HOUR, 'new-chat-limit'],
		],
		[
			'does not wait for new chats in a chat that exists',
			known,
			run(20, HOUR, HOUR, { isNewChat: true }),
			[0, 'pacing'],
		],
	])('%s', (_what, candidate, history, expected) => {
		expect(turn(candidate, history)).toEqual(expected);
	});

	test('waits somewhere in the range of the gap', () => {
		expect(turn(known, [sent(0)], { draw: 0.5 })).toEqual([1_750, 'pacing']);
	});

	test('of a new chat waits while WhatsApp refuses too much', () => {
		const change = { newChatsPausedUntil: NOW + 10 * MINUTE };
		expect(turn(stranger, [], change)).toEqual([10 * MINUTE, 'pacing']);
		expect(turn(known, [], change)).toEqual([0, 'pacing']);
	});
});

describe('the same text', () => {
	const letter = (chat: number, ago: number) => sent(ago, { textHash: 'a', chatId: `chat${chat}` });
	const tenChats = Array.from({ length: 10 }, (_, index) => letter(index, (11 - index) * MINUTE));
	const eleventh: Candidate = { chatId: 'chat11', isNewChat: false, textHash: 'a' };

	test('to an eleventh chat in an hour goes a minute after the tenth', () => {
		expect(turn(eleventh, [...tenChats, letter(9, 20 * SECOND)])).toEqual([40 * SECOND, 'pacing']);
	});

	test('may go to ten chats', () => {
		expect(turn(eleventh, tenChats.slice(1))).toEqual([0, 'pacing']);
	});

	test('does not hold up another text', () => {
		expect(turn({ ...eleventh, textHash: 'b' }, tenChats)).toEqual([0, 'pacing']);
	});
});

/** A small generator of numbers from 0 to 1 (mulberry32), so that a run can be repeated. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** Sends one after the other, each in its turn, as an outbox without an end would. */
function simulate(random: () => number, count: number): PacedSend[] {
	const history: PacedSend[] = [];
	let now = NOW;
	for (let index = 0; index < count; index++) {
		const candidate: Candidate = {
			chatId: `chat${Math.floor(random() * 40)}`,
			isNewChat: random() < 0.02,
			textHash: random() < 0.5 ? 'same' : null,
		};
		const recent = history.filter(({ at }) => at > now - HISTORY_MS);
		const state = { limits, history: recent, draw: random(), newChatsPausedUntil: 0 };
		now = Math.max(now, turnsOf(state)(candidate).at);
		history.push({ ...candidate, at: now });
	}
	return history;
}

const mostIn = (sends: readonly PacedSend[], windowMs: number): number =>
	Math.max(
		0,
		...sends.map(({ at }) => sends.filter((s) => s.at > at - windowMs && s.at <= at).length),
	);

test('no window ever holds more than its limit, whatever is sent', () => {
	const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
	const sends = simulate(randomFrom(seed), 1_500);
	const newChats = sends.filter(({ isNewChat }) => isNewChat);
	expect({
		seed,
		minute: mostIn(sends, MINUTE) <= limits.perMinute,
		hour: mostIn(sends, HOUR) <= limits.perHour,
		day: mostIn(sends, 24 * HOUR) <= limits.perDay,
		newInHour: mostIn(newChats, HOUR) <= limits.newChatsPerHour,
		newInDay: mostIn(newChats, 24 * HOUR) <= limits.newChatsPerDay,
		gaps: sends.every(({ at }, i) => i === 0 || at - (sends[i - 1]?.at ?? 0) >= SECOND),
	}).toEqual({
		...{ seed, minute: true, hour: true, day: true },
		...{ newInHour: true, newInDay: true, gaps: true },
	});
});
