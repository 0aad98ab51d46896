import { describe, expect, test } from '@jest/globals';
import { FailedAuthLimiter } from './failed-auth-limiter.js';

const MINUTE = 60_000;

/** A limiter at a time that the test sets, and a try that says whether it was refused. */
function setUp() {
	let now = 0;
	const limiter = new FailedAuthLimiter({ clock: { now: () => now, after: () => () => {} } });
	const isRefused = (address = '203.0.113.7'): boolean => {
		try {
			limiter.recordFailure(address);
			return false;
		} catch {
			return true;
		}
	};
	return {
		isRefused,
		wait: (ms: number) => (now += ms),
		times: (n: number) => Array<unknown>(n).fill(0),
	};
}

describe('the limiter of wrong keys', () => {
	test('lets ten a minute pass', () => {
		const { isRefused, times } = setUp();
		expect(times(11).map(() => isRefused())).toEqual([...Array<boolean>(10).fill(false), true]);
	});

	test('begins to count anew after a minute', () => {
		const { isRefused, times, wait } = setUp();
		times(10).forEach(() => isRefused());
		wait(MINUTE);
		expect(isRefused()).toBe(false);
	});

	test('refuses for a quarter of an hour, and no longer', () => {
		const { isRefused, times, wait } = setUp();
		times(11).forEach(() => isRefused());
		wait(15 * MINUTE - 1);
		expect(isRefused()).toBe(true);
		wait(1);
		expect(isRefused()).toBe(false);
	});

	test('counts each address by itself', () => {
		const { isRefused, times } = setUp();
		times(11).forEach(() => isRefused());
		expect(isRefused('203.0.113.8')).toBe(false);
	});

	test('forgets the oldest of very many addresses', () => {
		const { isRefused, times } = setUp();
		times(11).forEach(() => isRefused());
		times(10_000).forEach((_, index) => isRefused(`address-${index}`));
		expect(isRefused()).toBe(false);
	});
});
