/** A client that makes names up fills this list, not the memory. */
const KEPT = 1_000;
const LONGEST_NAME = 200;
const OTHERS = 'others';

/** What clients sent that no handler knows: answered emptily, and counted here. */
export class UnknownStanzas {
	readonly #counts = new Map<string, number>();

	add(description: string): void {
		const name = description.slice(0, LONGEST_NAME);
		const counted = this.#counts.has(name) || this.#counts.size < KEPT ? name : OTHERS;
		this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
	}

	/** Description, such as `iq w:g2 get participating`, and how often it came; after 1,000 different ones, `others`. */
	all(): Record<string, number> {
		return Object.fromEntries(this.#counts);
	}

	clear(): void {
		this.#counts.clear();
	}

	toSnapshot(): Record<string, number> {
		return this.all();
	}

	restore(counts: Record<string, number>): void {
		for (const [description, count] of Object.entries(counts)) this.#counts.set(description, count);
	}
}
