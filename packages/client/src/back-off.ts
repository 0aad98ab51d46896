/** How long to wait between two attempts to connect. */
export interface BackOff {
	/** Wait before the second attempt, in milliseconds; doubles each time. Default: 1,000. */
	minDelayMs?: number;
	/** Longest wait, in milliseconds. Default: 30,000. */
	maxDelayMs?: number;
}

/**
 * Milliseconds to wait before attempt `attempt` (from 1): doubling, with up to a fifth taken off by
 * chance, so that many clients do not come back at the same moment.
 */
export function backOffDelay(
	attempt: number,
	{ minDelayMs = 1_000, maxDelayMs = 30_000 }: BackOff = {},
	random: () => number = Math.random,
): number {
	const delay = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(attempt - 1, 30));
	return delay * (1 - random() / 5);
}

/** Waits, or stops waiting when the signal aborts. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		signal.addEventListener('abort', end);
	});
}
