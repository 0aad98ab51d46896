/** Ids of stanzas the server makes up. */
export class IdSource {
	#last = 0;

	next(): string {
		this.#last += 1;
		return `sandbox-${this.#last}`;
	}
}
