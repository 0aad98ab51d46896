import { SandboxError } from '../errors.js';

export interface MessagePlacesSnapshot {
	/** The last number that was given. */
	readonly last: number;
	/** Numbers of messages that are gone, each with the one that was before it; 0: none was. */
	readonly gone: readonly (readonly [number, number])[];
}

/**
 * Numbers of the messages on a screen, and where those were that are gone. Past messages are displayed
 * before others that came earlier, so the numbers alone do not say the order.
 */
export class MessagePlaces {
	#last = 0;
	readonly #gone = new Map<number, number>();

	/** The number of a message that comes now. */
	next(): number {
		this.#last += 1;
		return this.#last;
	}

	/** A message goes; @param before - the number of the one before it. */
	leave(seq: number, before = 0): void {
		this.#gone.set(seq, before);
	}

	/**
	 * How many of the displayed messages come first, up to this one or to where it was; none for 0.
	 * Throws INVALID_REQUEST for a number that was never given.
	 */
	after(displayed: readonly number[], seq: number): number {
		if (seq > this.#last) {
			const message = `\`after\` is ${seq}, but no message here has had that number: take \`next\` of a page of this list, or the \`seq\` of a message.`;
			throw new SandboxError('INVALID_REQUEST', message);
		}
		let place = seq;
		for (let before = this.#gone.get(place); before !== undefined; before = this.#gone.get(place)) {
			place = before;
		}
		return displayed.indexOf(place) + 1;
	}

	toSnapshot(): MessagePlacesSnapshot {
		return { last: this.#last, gone: [...this.#gone] };
	}

	restore({ last, gone }: MessagePlacesSnapshot): void {
		this.#last = last;
		for (const [seq, before] of gone) this.#gone.set(seq, before);
	}
}
