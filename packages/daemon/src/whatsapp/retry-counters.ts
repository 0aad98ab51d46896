/** Counters kept; the oldest make room. */
const MAX_COUNTERS = 2000;

/**
 * How often a message was asked for again, in the form Baileys takes a cache (`Types/Socket.d.ts`).
 * Kept per session and not per socket: a peer that asks for ever must not start at zero after each
 * reconnect.
 */
export class RetryCounters {
	readonly #values = new Map<string, unknown>();

	get<T>(key: string): T | undefined {
		return this.#values.get(key) as T | undefined;
	}

	set<T>(key: string, value: T): void {
		this.#values.delete(key);
		this.#values.set(key, value);
		for (const oldest of this.#values.keys()) {
			if (this.#values.size <= MAX_COUNTERS) return;
			this.#values.delete(oldest);
		}
	}

	del(key: string): void {
		this.#values.delete(key);
	}

	flushAll(): void {
		this.#values.clear();
	}
}
