import { expect, test } from '@jest/globals';
import { FirstTries } from './first-tries.ts';

const LONG_AGO = Date.parse('2026-01-01T00:00:00.000Z');

test('a message that failed has the moment of its first try, however often it is tried', () => {
	const tries = new FirstTries();
	tries.failed('a1', LONG_AGO);
	tries.failed('a1', tries.momentOf('a1'));
	expect(tries.momentOf('a1')).toBe(LONG_AGO);
});

test('a message that worked has a new moment when it comes by again', () => {
	const tries = new FirstTries();
	tries.failed('a1', LONG_AGO);
	tries.worked('a1');
	expect(tries.momentOf('a1')).toBeGreaterThan(LONG_AGO);
});

test('of many messages that failed and never came again the oldest is forgotten', () => {
	const tries = new FirstTries();
	for (let number = 0; number <= 1_000; number++) tries.failed(`a${number}`, LONG_AGO);
	expect(tries.momentOf('a1')).toBe(LONG_AGO);
	expect(tries.momentOf('a0')).toBeGreaterThan(LONG_AGO);
});
