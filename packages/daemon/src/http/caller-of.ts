import type { Caller } from '../keys/caller.js';

/** The caller of a route that needs a key. There always is one: the app let nobody else in. */
export function callerOf({ caller }: { caller: Caller | null }): Caller {
	if (caller === null) throw new Error('A route that needs a key was served without a caller.');
	return caller;
}
