/** Timers that belong to the sandbox: they do not keep the process alive, and all end with it. */
export class Timers {
	readonly #running = new Set<NodeJS.Timeout>();

	/** Runs `task` after a delay; at once (in this tick) when the delay is 0. Returns a cancel function. */
	after(delayMs: number, task: () => void): () => void {
		if (delayMs <= 0) {
			task();
			return () => undefined;
		}
		const timer = setTimeout(() => {
			this.#running.delete(timer);
			task();
		}, delayMs);
		timer.unref();
		this.#running.add(timer);
		return () => this.#cancel(timer);
	}

	clear(): void {
		for (const timer of [...this.#running]) this.#cancel(timer);
	}

	#cancel(timer: NodeJS.Timeout): void {
		clearTimeout(timer);
		this.#running.delete(timer);
	}
}
