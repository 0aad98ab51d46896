import { describe, expect, test } from '@jest/globals';
import { HandledEvents } from '../../nodes/WaypostTrigger/handled-events.ts';
import type { TriggerState } from '../../nodes/WaypostTrigger/trigger-state.ts';

describe('events that a trigger has handled', () => {
	test('are known, and are not those of another trigger', () => {
		const [one, other] = [{ endpointId: 'known-1' }, { endpointId: 'known-2' }].map(
			(state) => new HandledEvents(state),
		);
		one!.finish('evt');
		expect([one!.isHandled('evt'), other!.isHandled('evt')]).toEqual([true, false]);
	});

	test('may be begun once at a time, and again when nothing came of it', () => {
		const handled = new HandledEvents({ endpointId: 'busy' });
		expect([handled.begin('evt'), handled.begin('evt')]).toEqual([true, false]);
		handled.release('evt');
		expect([handled.isHandled('evt'), handled.begin('evt')]).toEqual([false, true]);
	});

	test('are not stored when Waypost heard the answer', () => {
		const state: TriggerState = { endpointId: 'heard' };
		new HandledEvents(state).finish('evt');
		expect(state.handled).toBeUndefined();
	});

	test('are stored when nobody heard it, the last 500 of them', () => {
		const state: TriggerState = { endpointId: 'unheard' };
		const handled = new HandledEvents(state);
		for (let n = 0; n <= 500; n++) handled.finishUnheard(`evt-${n}`);
		expect(state.handled).toHaveLength(500);
		expect(state.handled?.at(-1)).toBe('evt-500');
	});
});
