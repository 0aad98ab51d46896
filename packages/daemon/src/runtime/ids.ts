import { decodeTime, monotonicFactory } from 'ulid';
import { createRandomFractions } from './random-fractions.js';

/** Makes ids that are unique for ever and sort by the time they were made. */
export interface Ids {
	/** 26 characters of Crockford's base 32 (https://github.com/ulid/spec). */
	next(): string;
}

/**
 * @param after - an id that all of these sort after, also when the clock is behind: a machine without a
 *   battery for its clock starts in the past.
 */
export function createIds(after: string | null = null): Ids {
	// Each of their characters is one of 32, so a fraction in steps of 1/256 is exact.
	const ulid = monotonicFactory(createRandomFractions());
	const earliest = after === null ? 0 : decodeTime(after) + 1;
	return { next: () => ulid(Math.max(Date.now(), earliest)) };
}
