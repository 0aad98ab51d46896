/**
 * The stored credentials of one session, in Keyv, under their own namespace. Values are strings;
 * what they mean is known to `whatsapp/auth-state.ts` alone.
 */
export interface SessionCredentials {
	get(keys: readonly string[]): Promise<(string | undefined)[]>;
	/** All of it or nothing, durable when it resolves. Sets come before deletes where there is no transaction. */
	commit(sets: ReadonlyMap<string, string>, deletes: readonly string[]): Promise<void>;
	/** As {@link commit}, durable when it returns. */
	commitNow(sets: ReadonlyMap<string, string>, deletes: readonly string[]): void;
	/** What is stored under keys with this beginning, with the whole key. */
	entries(prefix: string): Promise<(readonly [key: string, value: string])[]>;
	isEmpty(): Promise<boolean>;
	/** Moves all of it out of the way, kept under another name for an operator; the session has none then. */
	quarantine(): Promise<void>;
	/** Deletes all of it. */
	clear(): Promise<void>;
}
