import { Keyv } from 'keyv';
import type { Logger } from 'pino';
import { systemClock, toIso, type Clock } from '../runtime/clock.js';
import type { Database } from './database.js';
import { KeyvSqliteAdapter, type KeyvEntry } from './keyv-sqlite-adapter.js';
import type { SessionCredentials } from './session-credentials.js';

export interface CredentialsStoreOptions {
	database: Database;
	logger?: Pick<Logger, 'error'>;
	clock?: Clock;
}

/** Where the credentials of all sessions live. */
export interface CredentialsStore {
	/** The credentials of one session. Cheap; nothing is read before the first call. */
	forSession(sessionId: string): SessionCredentials;
}

/**
 * Credentials in Keyv over the one database. Every call rejects (or throws) when the store fails:
 * Keyv's own default is to answer "not there", which reads as a session that was never linked
 * (`throwOnErrors`, Keyv 5.6).
 */
export function createCredentialsStore(options: CredentialsStoreOptions): CredentialsStore {
	return { forSession: (sessionId) => new KeyvSessionCredentials({ ...options, sessionId }) };
}

/** No colon: Keyv takes a key of its iterator apart at the first one. */
const namespaceOf = (sessionId: string): string => `credentials/${sessionId}`;

/** What Keyv stores for a value that never expires; written by hand in a batch. */
const serialize = (data: { value?: unknown }): string => JSON.stringify({ value: data.value });

/**
 * A row that is no longer JSON comes back as its raw text instead of failing the whole read: what it
 * means that it is damaged is known to the reader of the values alone.
 */
function deserialize<Value>(text: string): { value: Value } {
	try {
		return JSON.parse(text) as { value: Value };
	} catch {
		return { value: text as Value };
	}
}

const entriesOf = (sets: ReadonlyMap<string, string>): KeyvEntry[] =>
	[...sets].map(([key, value]) => ({ key, value: serialize({ value }) }));

class KeyvSessionCredentials implements SessionCredentials {
	readonly #adapter: KeyvSqliteAdapter;
	readonly #keyv: Keyv<string>;
	readonly #sessionId: string;
	readonly #clock: Clock;

	constructor({
		database,
		logger,
		clock = systemClock,
		sessionId,
	}: CredentialsStoreOptions & { sessionId: string }) {
		this.#sessionId = sessionId;
		this.#clock = clock;
		this.#adapter = new KeyvSqliteAdapter({ database, clock });
		this.#keyv = new Keyv<string>({
			store: this.#adapter,
			namespace: namespaceOf(sessionId),
			throwOnErrors: true,
			serialize,
			deserialize,
		});
		this.#keyv.on('error', (err: unknown) =>
			logger?.error({ sessionId, err }, 'the credentials store failed'),
		);
	}

	async get(keys: readonly string[]): Promise<(string | undefined)[]> {
		if (keys.length === 0) return [];
		return this.#keyv.get<string>([...keys]);
	}

	async commit(sets: ReadonlyMap<string, string>, deletes: readonly string[]): Promise<void> {
		await this.#adapter.batch(entriesOf(sets), deletes);
	}

	commitNow(sets: ReadonlyMap<string, string>, deletes: readonly string[]): void {
		this.#adapter.batchNow(entriesOf(sets), deletes);
	}

	async entries(prefix: string): Promise<(readonly [key: string, value: string])[]> {
		const found: [string, string][] = [];
		for await (const [key, value] of this.#iterator()) {
			if (key.startsWith(prefix)) found.push([key, value]);
		}
		return found;
	}

	#iterator(): AsyncGenerator<[key: string, value: string], void> {
		const iterator: AsyncGenerator<[string, string], void> | undefined =
			this.#keyv.iterator?.(undefined);
		if (!iterator) throw new Error('This credentials store cannot list its keys.');
		return iterator;
	}

	async isEmpty(): Promise<boolean> {
		const iterator = this.#iterator();
		const first = await iterator.next();
		await iterator.return(undefined);
		return first.done === true;
	}

	async quarantine(): Promise<void> {
		await this.#adapter.rename(`quarantine:${this.#sessionId}:${toIso(this.#clock.now())}`);
	}

	async clear(): Promise<void> {
		await this.#keyv.clear();
	}
}
