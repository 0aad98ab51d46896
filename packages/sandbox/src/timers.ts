import type { Clock } from './clock.js';

/** What waits for a time: passes with the sandbox's clock, or with the computer's. Ends with the sandbox. */
export class Timers {
	readonly #clock: Pick<Clock, 'after'>;
	readonly #running = new Set<() => void>();

	constructor(clock: Pick<Clock, 'after'> = COMPUTER) {
		this.#clock = clock;
	}

	/** Runs `task` after a delay; at once (in this tick) when the delay is 0. Returns a cancel function. */
	after(delayMs: number, task: () => void): () => void {
		if (delayMs <= 0) {
			task();
			return () => undefined;
		}
		const stop = this.#clock.after(delayMs, () => {
			this.#running.delete(cancel);
			task();
		});
		const cancel = () => {
			this.#running.delete(cancel);
			stop();
		};
		this.#running.add(cancel);
		return cancel;
	}

	clear(): void {
		for (const cancel of [...this.#running]) cancel();
	}
}

/** The computer's time: for what waits on sockets and on callers, who do not stop with the sandbox's. */
const COMPUTER: Pick<Clock, 'after'> = {
	after(delayMs, run) {
		const timer = setTimeout(run, delayMs).unref();
		return () => clearTimeout(timer);
	},
};
