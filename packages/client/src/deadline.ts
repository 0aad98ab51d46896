/** A limit of time around one request, joined with the caller's own signal. */
export interface Deadline {
	/** Aborts at the limit, or when the caller aborts. */
	signal: AbortSignal;
	/** True when the limit was the reason. */
	hasPassed(): boolean;
	/** Forgets the limit; the caller's signal keeps working. */
	lift(): void;
}

/** Starts a limit of `ms` milliseconds. Whoever starts it lifts it. */
export function startDeadline(ms: number, callerSignal?: AbortSignal): Deadline {
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), ms);
	return {
		signal: callerSignal ? AbortSignal.any([callerSignal, limit.signal]) : limit.signal,
		hasPassed: () => limit.signal.aborted,
		lift: () => clearTimeout(timer),
	};
}
