import { deferred, SerialQueue, type Deferred } from '../deferred.js';
import type { Timers } from '../timers.js';

/** A task that takes longer is not waited for: clients that stand still are worse than a retry receipt. */
const PATIENCE_MS = 1_000;

/**
 * Everything that takes several steps to change the world runs in here, so that a snapshot can wait
 * for a moment at which nothing is half done.
 */
export class PausableWork {
	readonly #timers: Timers;
	readonly #looks = new SerialQueue();
	#running = 0;
	#resumed: Deferred<void> | undefined;
	#idle: Deferred<void> | undefined;

	/** @param timers - of the computer's time. */
	constructor(timers: Timers) {
		this.#timers = timers;
	}

	/** Runs a task; later, while a snapshot is being taken. */
	async run<T>(task: () => Promise<T> | T): Promise<T> {
		while (this.#resumed) await this.#resumed.promise;
		this.#running += 1;
		try {
			return await task();
		} finally {
			this.#running -= 1;
			if (this.#running === 0) this.#idle?.resolve();
		}
	}

	/** Looks at the world when no task runs. */
	whilePaused<T>(look: () => T): Promise<T> {
		return this.#looks.run(() => this.#pauseFor(look));
	}

	async #pauseFor<T>(look: () => T): Promise<T> {
		const resumed = deferred<void>();
		this.#resumed = resumed;
		try {
			await this.#quiet();
			return look();
		} finally {
			this.#resumed = undefined;
			resumed.resolve();
		}
	}

	async #quiet(): Promise<void> {
		if (this.#running === 0) return;
		const idle = deferred<void>();
		this.#idle = idle;
		const cancel = this.#timers.after(PATIENCE_MS, () => idle.resolve());
		await idle.promise;
		cancel();
		this.#idle = undefined;
	}
}
