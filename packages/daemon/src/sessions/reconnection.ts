import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Closed } from '../whatsapp/whatsapp-connection.js';
import { reactionTo, STABLE_MS, type Reaction } from './reconnect-policy.js';

/** Counts failures and runs the timer until the next attempt. Times in milliseconds since 1970. */
export class Reconnection {
	readonly #clock: Clock;
	#failures = 0;
	#cancelTimer: CancelTimer = () => {};
	/** Start of the last good connection. */
	connectedAt: number | null = null;
	nextAttemptAt: number | null = null;

	constructor({ clock }: { clock: Clock }) {
		this.#clock = clock;
	}

	onConnected(): void {
		this.connectedAt = this.#clock.now();
	}

	onClosed({ reason, retryAfter }: Closed): Reaction {
		const { connectedAt } = this;
		if (connectedAt !== null && this.#clock.now() - connectedAt >= STABLE_MS) this.#failures = 0;
		this.connectedAt = null;
		return reactionTo({
			reason,
			retryAfter,
			attempt: this.#failures++,
			random: Math.random(),
		});
	}

	schedule(ms: number, run: () => void): void {
		this.cancel();
		this.nextAttemptAt = this.#clock.now() + ms;
		this.#cancelTimer = this.#clock.after(ms, run);
	}

	cancel(): void {
		this.#cancelTimer();
		this.nextAttemptAt = null;
		this.connectedAt = null;
	}

	/** A person started it: earlier failures do not count. */
	reset(): void {
		this.cancel();
		this.#failures = 0;
	}
}
