/** What has to be ended, last begun first. */
export class CleanUps {
	readonly #tasks: { what: string; task: () => Promise<unknown> }[] = [];

	add(what: string, task: () => Promise<unknown>): void {
		this.#tasks.push({ what, task });
	}

	/** May be called twice; goes on when one of them throws, and says so. */
	async run(say: (line: string) => void): Promise<void> {
		for (let next = this.#tasks.pop(); next; next = this.#tasks.pop()) {
			try {
				await next.task();
			} catch (error) {
				say(`  could not end ${next.what}: ${String(error)}`);
			}
		}
	}
}
