/** What comes in, in order. `next` waits for it and takes each but once. */
export class Inbox<T> {
	readonly all: T[] = [];
	#taken = 0;
	#waiting: (() => void) | undefined;

	push(value: T): void {
		this.all.push(value);
		this.#waiting?.();
	}

	async next(fits: (value: T) => boolean = () => true): Promise<T> {
		for (;;) {
			while (this.#taken < this.all.length) {
				const value = this.all[this.#taken++]!;
				if (fits(value)) return value;
			}
			await new Promise<void>((resolve) => (this.#waiting = resolve));
		}
	}
}
