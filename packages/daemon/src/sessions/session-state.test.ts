import { describe, expect, test } from '@jest/globals';
import { REASONS, SESSION_STATES } from '@waypost/contract';
import { describeReason, NEXT } from './session-state.js';

describe('the states of a session', () => {
	test('every state can be left, and only for a state that exists', () => {
		for (const state of SESSION_STATES) {
			expect(NEXT[state].length).toBeGreaterThan(0);
			for (const next of NEXT[state]) expect(SESSION_STATES).toContain(next);
		}
	});

	test('no state leads to itself', () => {
		for (const state of SESSION_STATES) expect(NEXT[state]).not.toContain(state);
	});

	test('messages flow only after a login: nothing but connecting leads to connected', () => {
		const before = SESSION_STATES.filter((state) => NEXT[state].includes('connected'));
		expect(before).toEqual(['connecting']);
	});
});

describe('the reason of a session', () => {
	test('it says that the session comes back only while a timer or a login runs', () => {
		const reason = { code: 'connection-lost', upstreamCode: 428 } as const;
		expect(describeReason('reconnecting', reason)).toEqual({
			code: 'connection-lost',
			sentence: REASONS['connection-lost'].sentence,
			comesBack: true,
			upstreamCode: 428,
		});
		expect(describeReason('unlinked', reason)?.comesBack).toBe(false);
		expect(describeReason('stopped', reason)?.comesBack).toBe(false);
	});

	test('a logged-out session never comes back by itself', () => {
		expect(describeReason('unlinked', { code: 'logged-out', upstreamCode: 401 })?.comesBack).toBe(
			false,
		);
	});

	test('a session without a reason has none', () => {
		expect(describeReason('connected', null)).toBeNull();
	});
});
