import { describe, expect, test } from '@jest/globals';
import { decideOutcome } from './delivery-outcome.js';

const dice = { now: 1000, random: 0.5 };
const answer = (status: number | null, retryAfter: number | null = null) => ({
	...{ status, retryAfter },
	error: status !== null && status < 300 ? null : 'It failed.',
});

describe('after an attempt', () => {
	test.each([
		[200, 'delivered'],
		[204, 'delivered'],
		[301, 'pending'],
		[400, 'pending'],
		[410, 'dead'],
		[500, 'pending'],
		[null, 'pending'],
	])('answered with %p the delivery is %s', (status, expected) => {
		expect(decideOutcome({ attempts: 0 }, answer(status), dice).result.status).toBe(expected);
	});

	test('the twelfth that fails is the last', () => {
		const after = (attempts: number) =>
			decideOutcome({ attempts }, answer(500), dice).result.status;
		expect([after(10), after(11)]).toEqual(['pending', 'dead']);
	});

	test('only 410 says that the endpoint is gone', () => {
		const isGone = [404, 410].map((status) => decideOutcome({ attempts: 0 }, answer(status), dice));
		expect(isGone.map((outcome) => outcome.isGone)).toEqual([false, true]);
	});

	test.each([
		[429, null, 6000],
		[502, null, 6000],
		[504, null, 6000],
		[429, 60_000, 61_000],
		[503, 60_000, 61_000],
		[500, null, null],
		[null, null, null],
	])(
		'answered with %p and Retry-After %p the endpoint is spared until %p',
		(status, wait, until) => {
			expect(decideOutcome({ attempts: 0 }, answer(status, wait), dice).pausedUntil).toBe(until);
		},
	);
});
