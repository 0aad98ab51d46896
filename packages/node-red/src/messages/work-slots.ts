/** Lets a number of things run at the same time; the others wait for their turn, in order. */
export class WorkSlots {
	readonly #waiting: (() => void)[] = [];
	#free: number;

	constructor(size: number) {
		this.#free = size;
	}

	async run<T>(work: () => Promise<T>): Promise<T> {
		if (this.#free > 0) this.#free--;
		else await new Promise<void>((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next) next();
			else this.#free++;
		}
	}
}
