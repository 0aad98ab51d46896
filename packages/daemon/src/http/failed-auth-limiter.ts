import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';

interface Failures {
	count: number;
	/** Until when failures are counted together, or the address is blocked. */
	until: number;
}

const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;
const BLOCK_MS = 15 * 60_000;
/** Addresses remembered at once; the oldest are forgotten first. */
const MAX_ADDRESSES = 10_000;

/**
 * Counts wrong keys per address: after 10 in a minute, wrong keys from there are answered 429 for 15
 * minutes. A valid key still passes: many programs share an address (loopback, a container network),
 * and one with a wrong key must not shut out the others. Keys are too long to be guessed either way.
 */
export class FailedAuthLimiter {
	readonly #clock: Clock;
	readonly #failures = new Map<string, Failures>();

	constructor({ clock }: { clock: Clock }) {
		this.#clock = clock;
	}

	/** @throws WaypostError RATE_LIMITED when there were too many. */
	recordFailure(address: string): void {
		const now = this.#clock.now();
		const failures = this.#current(address, now);
		failures.count += 1;
		if (failures.count <= MAX_FAILURES) return;
		if (failures.count === MAX_FAILURES + 1) failures.until = now + BLOCK_MS;
		const seconds = Math.ceil((failures.until - now) / 1000);
		throw new WaypostError(
			'RATE_LIMITED',
			`Too many wrong API keys from this address. Correct the key; a valid one works at once, wrong ones are looked at again in ${seconds} s.`,
			{ retryAfter: seconds },
		);
	}

	#current(address: string, now: number): Failures {
		const known = this.#failures.get(address);
		if (known && known.until > now) return known;
		this.#failures.delete(address);
		const [oldest] = this.#failures.keys();
		if (oldest !== undefined && this.#failures.size >= MAX_ADDRESSES) this.#failures.delete(oldest);
		const fresh = { count: 0, until: now + WINDOW_MS };
		this.#failures.set(address, fresh);
		return fresh;
	}
}
