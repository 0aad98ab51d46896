/** What clients sent that no handler knows: answered emptily, and counted here. */
export class UnknownStanzas {
	readonly #counts = new Map<string, number>();

	add(description: string): void {
		this.#counts.set(description, (this.#counts.get(description) ?? 0) + 1);
	}

	/** Description, such as `iq w:g2 get participating`, and how often it came. */
	all(): Record<string, number> {
		return Object.fromEntries(this.#counts);
	}

	clear(): void {
		this.#counts.clear();
	}
}
