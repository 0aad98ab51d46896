import type { SignalDataSet } from './baileys.js';

/** A session is some kilobytes; these are the chats of the last minutes. */
const MAX_ROWS = 200;

/**
 * Types that every text reads, and that Baileys replaces and never changes in place. `sender-key-memory`
 * is not one: `relayMessage` marks members in the object it read, before it has sent.
 */
const CACHED = new Set(['session', 'tctoken', 'lid-mapping', 'identity-key']);

const rowKey = (type: string, id: string): string => `${type}:${id}`;

/**
 * Decoded keys of one connection, its only writer. The store comes first: a value is taken in once it
 * is durable, so that a failed write cannot be read back.
 */
export class KeyCache {
	readonly #rows = new Map<string, unknown>();
	#version = 0;

	/** Changes with every write: what was read from the store before one may be old. */
	get version(): number {
		return this.#version;
	}

	/** @returns undefined when it is not known; a known absence has the value undefined. */
	find(type: string, id: string): { value: unknown } | undefined {
		const key = rowKey(type, id);
		if (!this.#rows.has(key)) return undefined;
		const value = this.#rows.get(key);
		this.#keep(key, value);
		return { value };
	}

	/** What the store answered. @param version - of the moment it was asked. */
	wasRead(type: string, id: string, value: unknown, version: number): void {
		if (version === this.#version && CACHED.has(type)) this.#keep(rowKey(type, id), value);
	}

	/** What the store has taken. */
	wasStored(data: SignalDataSet): void {
		this.#version += 1;
		for (const [type, values] of Object.entries(data)) {
			if (!CACHED.has(type)) continue;
			for (const [id, value] of Object.entries(values)) {
				this.#keep(rowKey(type, id), value ?? undefined);
			}
		}
	}

	/** The one used last comes last; the first one goes when there are too many. */
	#keep(key: string, value: unknown): void {
		this.#rows.delete(key);
		this.#rows.set(key, value);
		if (this.#rows.size <= MAX_ROWS) return;
		for (const oldest of this.#rows.keys()) {
			this.#rows.delete(oldest);
			return;
		}
	}
}
