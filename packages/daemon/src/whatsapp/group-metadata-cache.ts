import type { GroupMetadata } from './baileys.js';

/** Groups kept; those asked for longest ago make room. */
const MAX_GROUPS = 500;

/**
 * Who is in the groups this connection writes to, exactly as WhatsApp named them: Baileys encrypts for
 * these addresses, and a message with an address of the other kind is refused (421). A group is asked
 * for once, and again after anything happened to it.
 */
export class GroupMetadataCache {
	readonly #ask: (id: string) => Promise<GroupMetadata>;
	/** Questions under way are in it, so that everybody waits for the same answer. */
	readonly #groups = new Map<string, Promise<GroupMetadata>>();

	/** @param options.ask - rejects when WhatsApp does not show the group. */
	constructor({ ask }: { ask(id: string): Promise<GroupMetadata> }) {
		this.#ask = ask;
	}

	/** Rejects as the question did; the next call asks again. */
	of(id: string): Promise<GroupMetadata> {
		return this.#groups.get(id) ?? this.#askFor(id);
	}

	/** Something about the group may have changed. An answer under way is not kept. */
	drop(id: string): void {
		this.#groups.delete(id);
	}

	clear(): void {
		this.#groups.clear();
	}

	#askFor(id: string): Promise<GroupMetadata> {
		const answer = this.#ask(id);
		this.#groups.set(id, answer);
		answer.catch(() => {
			if (this.#groups.get(id) === answer) this.drop(id);
		});
		for (const oldest of this.#groups.keys()) {
			if (this.#groups.size <= MAX_GROUPS) break;
			this.drop(oldest);
		}
		return answer;
	}
}
