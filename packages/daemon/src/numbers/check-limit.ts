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
		const recent = (this.#checks.get(sessionId) ?? []).filter((at) => at > now - MINUTE);
		const [oldest] = recent;
		if (oldest !== undefined && recent.length >= MOST_PER_MINUTE) {
			throw new WaypostError(
				'RATE_LIMITED',
				`Session '${sessionId}' asked WhatsApp about numbers ${MOST_PER_MINUTE} times in a minute. Wait for the time in Retry-After, or ask about up to 50 numbers at once.`,
				{ retryAfter: Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000)) },
			);
		}
		this.#checks.set(sessionId, [...recent, now]);
	}
}
