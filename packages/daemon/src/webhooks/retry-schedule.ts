const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after the first, second, … failed attempt: Standard Webhooks 1.0 behind three quick ones. */
export const RETRY_SCHEDULE: readonly number[] = [
	...[5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 30 * MINUTE],
	...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];
const JITTER = 0.2;
/** A longer Retry-After is not waited for. */
const MAX_RETRY_AFTER = 24 * HOUR;

/**
 * Milliseconds until the next attempt, so that endpoints which failed together do not return together.
 *
 * @param attempts - how many were made; at least 1.
 * @param retryAfter - milliseconds the endpoint asked for; the longer one wins.
 * @param random - from 0 to 1.
 * @returns null when there is no further attempt.
 */
export function nextRetry(
	attempts: number,
	retryAfter: number | null,
	random: number,
): number | null {
	const wait = RETRY_SCHEDULE[attempts - 1];
	if (wait === undefined) return null;
	const spread = Math.round(wait * (1 + JITTER * (2 * random - 1)));
	return Math.max(spread, Math.min(retryAfter ?? 0, MAX_RETRY_AFTER));
}

/**
 * Reads a Retry-After header: seconds, or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now; null when there is none, or none that can be read.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
	const text = header?.trim() ?? '';
	if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
	// Any other number is a date to `Date.parse`, and none in HTTP.
	const at = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(at) ? null : Math.max(0, at - now);
}
