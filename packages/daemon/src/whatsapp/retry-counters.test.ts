import { expect, test } from '@jest/globals';
import { RetryCounters } from './retry-counters.js';

test('a counter is kept until it is deleted', () => {
	const counters = new RetryCounters();
	counters.set('a', 2);
	expect(counters.get('a')).toBe(2);
	counters.del('a');
	expect(counters.get('a')).toBeUndefined();
});

test('the oldest counters make room', () => {
	const counters = new RetryCounters();
	for (let index = 0; index <= 2000; index++) counters.set(`m${index}`, 1);
	expect([counters.get('m0'), counters.get('m1'), counters.get('m2000')]).toEqual([
		undefined,
		1,
		1,
	]);
});
