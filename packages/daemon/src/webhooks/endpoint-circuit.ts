import { nextRetry } from './retry-schedule.js';

const FAILURES_TO_OPEN = 10;
/** Up to the fourth wait of the schedule, 5 minutes: so soon it is noticed that an endpoint is back. */
const LONGEST_WAIT = 4;

/**
 * Spares an endpoint that fails again and again, and the daemon the work: after ten failures in a row,
 * of any chats, the circuit opens, and one request at a time, with growing waits between, finds out
 * whether the endpoint is back. The first success closes it.
 */
export class EndpointCircuit {
	#failures = 0;
	#waits = 0;
	#openUntil = 0;

	get isOpen(): boolean {
		return this.#failures >= FAILURES_TO_OPEN;
	}

	/** Nothing is sent before this time, in ms since 1970. */
	get openUntil(): number {
		return this.#openUntil;
	}

	/**
	 * @param random - from 0 to 1, for the jitter.
	 */
	recordFailure(now: number, random: number): void {
		// Of a request that was under way when the circuit opened: known already.
		if (now < this.#openUntil) return;
		this.#failures += 1;
		if (!this.isOpen) return;
		this.#waits = Math.min(this.#waits + 1, LONGEST_WAIT);
		this.#openUntil = now + (nextRetry(this.#waits, null, random) ?? 0);
	}

	/** Closes the circuit; also when a person wants it tried again. @returns whether it was open. */
	close(): boolean {
		const wasOpen = this.isOpen;
		this.#failures = 0;
		this.#waits = 0;
		this.#openUntil = 0;
		return wasOpen;
	}
}
