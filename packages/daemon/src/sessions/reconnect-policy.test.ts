import { describe, expect, test } from '@jest/globals';
import { REASON_CODES, REASONS, type ReasonCode } from '@waypost/contract';
import { reactionTo } from './reconnect-policy.js';

const react = (reason: ReasonCode, change: { attempt?: number; retryAfter?: number } = {}) =>
	reactionTo({ reason, attempt: 0, retryAfter: null, random: 1, ...change });

describe('after a connection ended', () => {
	test('a session that the phone removed is unlinked', () => {
		expect(react('logged-out')).toEqual({ kind: 'unlink' });
	});

	test('a replaced session stays down, so that two programs do not throw each other out', () => {
		expect(react('replaced')).toEqual({ kind: 'stop' });
	});

	test('only a reason that comes back reconnects', () => {
		const reconnecting = REASON_CODES.filter((code) => react(code).kind === 'reconnect');
		expect(reconnecting.sort()).toEqual(
			REASON_CODES.filter((code) => REASONS[code].comesBack).sort(),
		);
	});

	test('a restart that WhatsApp asked for is at once, but not for ever', () => {
		expect(react('restart-required')).toEqual({ kind: 'reconnect', ms: 50 });
		expect(react('restart-required', { attempt: 3 })).toEqual({ kind: 'reconnect', ms: 8_000 });
	});

	test.each([
		[0, 1_000],
		[1, 2_000],
		[5, 32_000],
		[6, 60_000],
		[1_000, 60_000],
	])('attempt %i waits at most %i ms', (attempt, ms) => {
		expect(react('connection-lost', { attempt })).toEqual({ kind: 'reconnect', ms });
	});

	test('the wait is spread over its whole length, so that many sessions do not come at once', () => {
		const { ms } = reactionTo({
			reason: 'connection-lost',
			attempt: 3,
			retryAfter: null,
			random: 0.25,
		}) as { ms: number };
		expect(ms).toBe(2_000);
	});

	test('the time WhatsApp asked for is kept, up to an hour', () => {
		expect(react('unavailable', { retryAfter: 120 })).toEqual({ kind: 'reconnect', ms: 120_000 });
		expect(react('unavailable', { retryAfter: 1e9 })).toEqual({ kind: 'reconnect', ms: 3_600_000 });
	});
});
