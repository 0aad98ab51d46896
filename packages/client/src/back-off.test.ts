import { expect, test } from '@jest/globals';
import { backOffDelay, pause } from './back-off.js';

test.each([
	[1, 1_000],
	[2, 2_000],
	[5, 16_000],
	[6, 30_000],
	[5_000, 30_000],
])('attempt %i waits %i ms without chance', (attempt, delay) => {
	expect(backOffDelay(attempt, {}, () => 0)).toBe(delay);
});

test('chance takes off at most a fifth', () => {
	expect(backOffDelay(1, { minDelayMs: 500 }, () => 1)).toBe(400);
});

test('a pause ends at once when its signal aborts', async () => {
	const stop = new AbortController();
	const waiting = pause(60_000, stop.signal);
	stop.abort();
	await expect(waiting).resolves.toBeUndefined();
});
