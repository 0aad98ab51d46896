import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';

/** Checks of one session in a minute, of up to 50 numbers each: whoever asks more looks like a scraper. */
const MOST_PER_MINUTE = 30;
const MINUTE = 60_000;

/** Counts the number checks of each session, so that they do not cost the number its standing. */
export class CheckLimit {
	readonly #clock: Clock;
	readonly #checks = new Map<string, number[]>();

	constructor({ clock }: { clock: Clock }) {
		this.#clock = clock;
	}

	/** Counts a check. @throws WaypostError RATE_LIMITED when there were too many in the last minute. */
	count(sessionId: string): void {
		const now = this.#clock.now();
		if (this.take(sessionId)) return;
		const [oldest = now] = this.#recent(sessionId);
		throw new WaypostError(
			'RATE_LIMITED',
			`Session '${sessionId}' asked WhatsApp about numbers ${MOST_PER_MINUTE} times in a minute. Wait for the time in Retry-After, or ask about up to 50 numbers at once.`,
			{ retryAfter: Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000)) },
		);
	}

	/** How many sessions checked something not long ago. */
	get size(): number {
		return this.#checks.size;
	}

	/** Counts a check, for who can do without. @returns false when there were too many. */
	take(sessionId: string): boolean {
		const recent = this.#recent(sessionId);
		if (recent.length >= MOST_PER_MINUTE) return false;
		this.#checks.set(sessionId, [...recent, this.#clock.now()]);
		this.#forgetOthers();
		return true;
	}

	/** Sessions that asked nothing lately; some of them are gone. */
	#forgetOthers(): void {
		for (const sessionId of this.#checks.keys()) {
			if (this.#recent(sessionId).length === 0) this.#checks.delete(sessionId);
		}
	}

	#recent(sessionId: string): number[] {
		const after = this.#clock.now() - MINUTE;
		return (this.#checks.get(sessionId) ?? []).filter((at) => at > after);
	}
}
