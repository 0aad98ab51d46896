import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/**
 * Looks until something holds.
 *
 * @param what - completes "still not: …".
 * @throws when it does not hold in time.
 */
export async function until(
	what: string,
	holds: () => boolean | Promise<boolean>,
	timeoutMs = 60_000,
): Promise<void> {
	const deadline = performance.now() + timeoutMs;
	while (!(await holds())) {
		if (performance.now() > deadline) {
			throw new Error(`After ${timeoutMs / 1000} s still not: ${what}.`);
		}
		await pause(LOOK_EVERY_MS);
	}
}
