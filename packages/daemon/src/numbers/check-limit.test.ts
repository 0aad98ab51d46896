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
	expect(() => limit.count('support')).not.toThrow();
	clock.advance(40_000);
	expect(() => limit.count('sales')).not.toThrow();
});
