/** Chance that is the same again for the same seed. */
export class SeededRandom {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 to below 1. Mulberry32: small, and good enough for times. */
	fraction(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** From `least` to `most`, evenly. */
	between(least: number, most: number): number {
		return least + this.fraction() * (most - least);
	}

	pick<T>(choices: readonly T[]): T {
		const choice = choices[Math.floor(this.fraction() * choices.length)];
		if (choice === undefined) throw new Error('there is nothing to choose from');
		return choice;
	}
}
