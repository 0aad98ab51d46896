import { describe, expect, test } from '@jest/globals';
import type { WaypostEvent } from '@waypost/contract';
import { ManualClock } from '../../test/http/manual-clock.js';
import type { EventListener } from './event-log.js';
import { waitUntil, type WaitOptions } from './wait-until.js';

/** Somebody who waits up to a second for `isDone`, and the events a test makes happen. */
function waiting(options: Partial<WaitOptions> = {}) {
	const clock = new ManualClock();
	const listeners = new Set<EventListener>();
	const state = { isDone: false };
	const result = waitUntil({
		events: {
			subscribe: (listener) => {
				listeners.add(listener);
				return () => listeners.delete(listener);
			},
		},
		...{ clock, isDone: () => state.isDone, concerns: () => true, timeoutMs: 1000 },
		...options,
	});
	const happen = () => listeners.forEach((listener) => listener({} as WaypostEvent));
	return { clock, listeners, state, result, happen };
}

describe('waiting for events', () => {
	test('ends with the event that brings it', async () => {
		const { state, happen, result } = waiting();
		happen();
		state.isDone = true;
		happen();
		expect(await result).toBe(true);
	});

	test('needs no event when it is so already', async () => {
		expect(await waiting({ isDone: () => true }).result).toBe(true);
	});

	test('passes over events of something else', async () => {
		const { clock, state, happen, result } = waiting({ concerns: () => false });
		state.isDone = true;
		happen();
		clock.advance(1000);
		expect(await result).toBe(false);
	});

	test('ends at the time-out', async () => {
		const { clock, result } = waiting();
		clock.advance(1000);
		expect(await result).toBe(false);
	});

	test('ends when the signal aborts', async () => {
		const controller = new AbortController();
		const { result } = waiting({ signal: controller.signal });
		controller.abort();
		expect(await result).toBe(false);
	});

	test('does not begin when the signal has aborted before', async () => {
		expect(await waiting({ signal: AbortSignal.abort() }).result).toBe(false);
	});

	test('leaves no listener behind', async () => {
		const { clock, listeners, result } = waiting();
		clock.advance(1000);
		await result;
		expect(listeners.size).toBe(0);
	});
});
