import { describe, expect, test } from '@jest/globals';
import { nextRetry, parseRetryAfter, RETRY_SCHEDULE } from './retry-schedule.js';

describe('the retry schedule', () => {
	test('has eleven waits, three days and a little in all', () => {
		const days = RETRY_SCHEDULE.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
		expect([RETRY_SCHEDULE.length, Math.floor(days)]).toEqual([11, 3]);
	});

	test.each([
		[1, 0.5, 5000],
		[1, 0, 4000],
		[1, 1, 6000],
		[2, 0.5, 30_000],
		[11, 0.5, 86_400_000],
		[12, 0.5, null],
	])('after attempt %i with the dice at %d waits %p ms', (attempts, random, expected) => {
		expect(nextRetry(attempts, null, random)).toBe(expected);
	});

	test.each([
		['a longer wait that was asked for', 90_000, 90_000],
		['its own wait when a shorter one was asked for', 1000, 5000],
		['a day when more was asked for', 900_000_000, 86_400_000],
	])('takes %s', (_what, retryAfter, expected) => {
		expect(nextRetry(1, retryAfter, 0.5)).toBe(expected);
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-11-21T09:00:00.000Z');
	test.each([
		['120', 120_000],
		['Sat, 21 Nov 2026 09:01:00 GMT', 60_000],
		['Sat, 21 Nov 2026 08:00:00 GMT', 0],
		['-5', null],
		['soon', null],
		['', null],
		[undefined, null],
	])('%p is %p ms', (header, expected) => {
		expect(parseRetryAfter(header, now)).toBe(expected);
	});
});
