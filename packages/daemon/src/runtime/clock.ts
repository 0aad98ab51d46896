/** Cancels a timer; calling it again does nothing. */
export type CancelTimer = () => void;

/** Time as the daemon sees it, so that a test can move it. */
export interface Clock {
	/** Milliseconds since 1970, UTC. */
	now(): number;
	/** Calls `run` once after `ms` milliseconds. The timer alone does not keep the process alive. */
	after(ms: number, run: () => void): CancelTimer;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	after: (ms, run) => {
		const timer = setTimeout(run, ms);
		timer.unref();
		return () => clearTimeout(timer);
	},
};

/** A time in the API's form: ISO 8601, UTC, milliseconds. */
export const toIso = (ms: number): string => new Date(ms).toISOString();
export const toIsoOrNull = (ms: number | null): string | null => (ms === null ? null : toIso(ms));
