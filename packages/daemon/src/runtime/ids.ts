import { monotonicFactory } from 'ulid';

/** Makes ids that are unique for ever and sort by the time they were made. */
export interface Ids {
	/** 26 characters of Crockford's base 32 (https://github.com/ulid/spec). */
	next(): string;
}

export function createIds(): Ids {
	const ulid = monotonicFactory();
	return { next: () => ulid() };
}
