import type { CancelTimer, Clock } from '../../src/runtime/clock.js';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
	#now: number;
	readonly #timers = new Set<{ at: number; run: () => void }>();

	/** @param now - where it stands, in ms since 1970. */
	constructor(now = Date.parse('2026-11-21T09:00:00.000Z')) {
		this.#now = now;
	}

	now(): number {
		return this.#now;
	}

	after(ms: number, run: () => void): CancelTimer {
		const timer = { at: this.#now + ms, run };
		this.#timers.add(timer);
		return () => this.#timers.delete(timer);
	}

	/** Moves on, and runs what falls due on the way in its order. */
	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
			if (!due) break;
			this.#timers.delete(due);
			this.#now = due.at;
			due.run();
		}
		this.#now = end;
	}
}
