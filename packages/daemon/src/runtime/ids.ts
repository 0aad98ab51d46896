import { monotonicFactory } from 'ulid';
import { createRandomFractions } from './random-fractions.js';

/** Makes ids that are unique for ever and sort by the time they were made. */
export interface Ids {
	/** 26 characters of Crockford's base 32 (https://github.com/ulid/spec). */
	next(): string;
}

export function createIds(): Ids {
	// Each of their characters is one of 32, so a fraction in steps of 1/256 is exact.
	const ulid = monotonicFactory(createRandomFractions());
	return { next: () => ulid() };
}
