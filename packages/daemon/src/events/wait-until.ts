import type { WaypostEvent } from '@waypost/contract';
import type { Clock } from '../runtime/clock.js';
import type { EventLog } from './event-log.js';

export interface WaitOptions {
	events: Pick<EventLog, 'subscribe'>;
	clock: Clock;
	/** Asked at once, and after each event that `concerns` it. Must not throw. */
	isDone: () => boolean;
	concerns: (event: WaypostEvent) => boolean;
	timeoutMs: number;
	/** Gives up at once when it aborts, or has. */
	signal?: AbortSignal | undefined;
}

/** Waits for something that events tell of. @returns false at the time-out or the abort. */
export async function waitUntil(options: WaitOptions): Promise<boolean> {
	const { events, clock, isDone, concerns, timeoutMs, signal } = options;
	if (isDone()) return true;
	if (signal?.aborted) return false;
	const { promise, resolve } = Promise.withResolvers<boolean>();
	const giveUp = () => resolve(false);
	const cancelTimer = clock.after(timeoutMs, giveUp);
	const unsubscribe = events.subscribe((event) => {
		if (concerns(event) && isDone()) resolve(true);
	});
	signal?.addEventListener('abort', giveUp, { once: true });
	return promise.finally(() => {
		cancelTimer();
		unsubscribe();
		signal?.removeEventListener('abort', giveUp);
	});
}
