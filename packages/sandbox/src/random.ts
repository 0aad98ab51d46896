import { randomBytes } from 'node:crypto';

/** Mulberry32: small, and the same everywhere for the same seed. Between 0 and 1, 1 excluded. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** So many bytes of a seeded random source. */
export function seededBytes(random: () => number, length: number): Buffer {
	return Buffer.from(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
}

/** Where the sandbox takes ids and codes from: anew each time, or the same with the same seed. Never keys. */
export class RandomSource {
	#random: (() => number) | undefined;

	/** From now on the same every time. */
	seed(seed: number): void {
		this.#random = seededRandom(seed);
	}

	bytes(length: number): Buffer {
		return this.#random ? seededBytes(this.#random, length) : randomBytes(length);
	}
}
