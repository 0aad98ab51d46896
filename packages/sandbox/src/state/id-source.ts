/** Ids of stanzas the server makes up. */
export class IdSource {
	#last = 0;

	next(): string {
		this.#last += 1;
		return `sandbox-${this.#last}`;
	}

	toSnapshot(): number {
		return this.#last;
	}

	restore(last: number): void {
		this.#last = last;
	}
}
