import { expect, test } from '@jest/globals';
import { ManualClock } from '../../test/http/manual-clock.js';
import { CheckLimit } from './check-limit.js';

test('thirty number checks a minute are taken, per session, and more when the minute is over', () => {
	const clock = new ManualClock();
	const limit = new CheckLimit({ clock });
	for (let n = 0; n < 30; n++) limit.count('sales');
	clock.advance(20_000);
	expect(() => limit.count('sales')).toThrow(
		expect.objectContaining({ code: 'RATE_LIMITED', retryAfter: 40 }),
	);
	expect(limit.take('sales')).toBe(false);
	expect(() => limit.count('support')).not.toThrow();
	clock.advance(40_000);
	expect(() => limit.count('sales')).not.toThrow();
});

test('sessions that check nothing any more are forgotten with the next check of another', () => {
	const clock = new ManualClock();
	const limit = new CheckLimit({ clock });
	for (const id of ['sales', 'support']) limit.count(id);
	clock.advance(60_000);
	limit.count('billing');
	expect(limit.size).toBe(1);
});
