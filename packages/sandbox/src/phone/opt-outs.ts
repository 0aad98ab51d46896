/** Somebody this phone's owner has told to stop. */
export interface OptOut {
	/** E.164 of the other person. */
	readonly chat: string;
	/** ISO 8601, UTC. */
	readonly at: string;
	/** How many messages have come all the same. */
	readonly ignored: number;
}

export interface OptOutsSnapshot {
	readonly told: readonly OptOut[];
	readonly counts: readonly (readonly [string, number])[];
}

/** Who was told to stop writing, and how many messages have come before and after that. */
export class OptOuts {
	readonly #told = new Map<string, OptOut>();
	/** Messages received by chat, until somebody is told to stop. */
	readonly #counts = new Map<string, number>();

	all(): OptOut[] {
		return [...this.#told.values()];
	}

	has(chat: string): boolean {
		return this.#told.has(chat);
	}

	/** One more message in a chat; returns how many it makes. */
	count(chat: string): number {
		const counted = (this.#counts.get(chat) ?? 0) + 1;
		this.#counts.set(chat, counted);
		return counted;
	}

	/** The owner has written the word. */
	tell(chat: string, at: string): void {
		this.#counts.delete(chat);
		this.#told.set(chat, { chat, at, ignored: 0 });
	}

	/** A message has come all the same; returns how many that makes. */
	ignore(chat: string): number {
		const told = this.#told.get(chat);
		if (!told) return 0;
		this.#told.set(chat, { ...told, ignored: told.ignored + 1 });
		return told.ignored + 1;
	}

	clear(): void {
		this.#told.clear();
		this.#counts.clear();
	}

	toSnapshot(): OptOutsSnapshot {
		return { told: this.all(), counts: [...this.#counts] };
	}

	restore({ told, counts }: OptOutsSnapshot): void {
		for (const each of told) this.#told.set(each.chat, each);
		for (const [chat, counted] of counts) this.#counts.set(chat, counted);
	}
}
