import type { Account } from '../state/account.js';

const KEPT = 10_000;

export interface SeenMessagesSnapshot {
	readonly keys: readonly string[];
	readonly expected: readonly string[];
}

/** Ids the server has accepted, for `dedupe: 'server'`: by sender, chat and id, as WhatsApp scopes them. */
export class SeenMessages {
	readonly #keys = new Set<string>();
	readonly #expected = new Set<string>();

	/** True when this id was accepted before and no device has asked for it again. */
	repeated(from: Account, chat: string, id: string): boolean {
		const key = `${from.number} ${chat} ${id}`;
		if (this.#keys.has(key)) return !this.#expected.delete(id);
		this.#keys.add(key);
		dropOldest(this.#keys);
		return false;
	}

	expectAgain(id: string): void {
		this.#expected.add(id);
		dropOldest(this.#expected);
	}

	clear(): void {
		this.#keys.clear();
		this.#expected.clear();
	}

	toSnapshot(): SeenMessagesSnapshot {
		return { keys: [...this.#keys], expected: [...this.#expected] };
	}

	restore({ keys, expected }: SeenMessagesSnapshot): void {
		for (const key of keys) this.#keys.add(key);
		for (const id of expected) this.#expected.add(id);
	}
}

function dropOldest(values: Set<string>): void {
	const oldest = values.values().next();
	if (values.size > KEPT && !oldest.done) values.delete(oldest.value);
}
