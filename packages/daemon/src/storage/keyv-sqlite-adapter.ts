import { EventEmitter } from 'node:events';
import type { KeyvStoreAdapter, StoredData } from 'keyv';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { Database } from './database.js';

/** Rows read at a time by the iterator, so that no statement stays open between two of them. */
const PAGE = 200;

const SET = 'INSERT OR REPLACE INTO kv (ns, k, v, expires) VALUES (?, ?, ?, ?)';
const LIVE = '(expires IS NULL OR expires > ?)';

export interface KeyvSqliteAdapterOptions {
	database: Database;
	/** Set by Keyv when it takes the adapter. */
	namespace?: string;
	clock?: Clock;
}

/** One value to write; `value` is what Keyv serialised. */
export interface KeyvEntry {
	key: string;
	value: string;
	/** Milliseconds. */
	ttl?: number | undefined;
}

/**
 * Keyv 5 storage in the table `kv` of the one database. The namespace is a column of its own, so one
 * session is one range of the primary key and `clear` cannot touch another's rows. Make one adapter
 * object per Keyv: Keyv writes its namespace into the adapter it is given, and the last one wins.
 *
 * Writes share a commit with all others of the same turn of the event loop and are durable when the
 * promise resolves; {@link KeyvSqliteAdapter.batchNow} is durable when it returns.
 *
 * Keyv prefixes keys with `namespace:`; the prefix is not stored.
 */
export class KeyvSqliteAdapter extends EventEmitter implements KeyvStoreAdapter {
	/** Keyv offers an iterator only for the dialects it knows by name. */
	readonly opts = { dialect: 'sqlite', url: 'sqlite://' };
	namespace: string | undefined;
	readonly #database: Database;
	readonly #clock: Clock;

	constructor({ database, namespace, clock = systemClock }: KeyvSqliteAdapterOptions) {
		super();
		this.#database = database;
		this.#clock = clock;
		this.namespace = namespace;
	}

	async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
		return this.#read<Value>(key);
	}

	async getMany<Value>(keys: string[]): Promise<StoredData<Value | undefined>[]> {
		return keys.map((key) => this.#read<Value>(key));
	}

	async has(key: string): Promise<boolean> {
		return this.#read(key) !== undefined;
	}

	async hasMany(keys: string[]): Promise<boolean[]> {
		return keys.map((key) => this.#read(key) !== undefined);
	}

	async set(key: string, value: string, ttl?: number): Promise<boolean> {
		await this.batch([{ key, value, ttl }], []);
		return true;
	}

	async setMany(entries: KeyvEntry[]): Promise<void> {
		await this.batch(entries, []);
	}

	async delete(key: string): Promise<boolean> {
		return this.deleteMany([key]);
	}

	/** @returns true when at least one of them was there. */
	async deleteMany(keys: string[]): Promise<boolean> {
		let deleted = 0;
		await this.#database.commitGrouped(() => {
			deleted = this.#deleteRows(keys);
		});
		return deleted > 0;
	}

	/** Deletes the keys of this namespace and no others. */
	async clear(): Promise<void> {
		await this.#database.commitGrouped(() => {
			this.#database.run('DELETE FROM kv WHERE ns = ?', this.#ns);
		});
	}

	async *iterator<Value>(
		namespace: string | undefined = this.namespace,
	): AsyncGenerator<[string, Awaited<Value>], void> {
		let after = '';
		for (;;) {
			const page = this.#page(namespace ?? '', after);
			for (const { k, v } of page) yield [namespace ? `${namespace}:${k}` : k, v as Awaited<Value>];
			const last = page.at(-1);
			if (last === undefined || page.length < PAGE) return;
			after = last.k;
		}
	}

	/** All of it in one transaction, sharing its commit with the others of this turn. */
	async batch(sets: readonly KeyvEntry[], deletes: readonly string[]): Promise<void> {
		await this.#database.commitGrouped(() => this.#apply(sets, deletes));
	}

	/**
	 * As {@link batch}, but durable when it returns. What waits for a group commit goes first, so that
	 * an older value cannot overwrite this one.
	 */
	batchNow(sets: readonly KeyvEntry[], deletes: readonly string[]): void {
		this.#database.flush();
		this.#database.transaction(() => this.#apply(sets, deletes));
	}

	/** Moves every key of this namespace to another one, all or none; this one is empty afterwards. */
	async rename(to: string): Promise<void> {
		await this.#database.commitGrouped(() => {
			this.#database.run('UPDATE kv SET ns = ? WHERE ns = ?', to, this.#ns);
		});
	}

	/** The database belongs to whoever opened it, and stays open. */
	async disconnect(): Promise<void> {}

	get #ns(): string {
		return this.namespace ?? '';
	}

	#bare(key: string): string {
		const prefix = `${this.namespace}:`;
		return this.namespace && key.startsWith(prefix) ? key.slice(prefix.length) : key;
	}

	#read<Value>(key: string): StoredData<Value> | undefined {
		const row = this.#database.get<{ v: string }>(
			`SELECT v FROM kv WHERE ns = ? AND k = ? AND ${LIVE}`,
			this.#ns,
			this.#bare(key),
			this.#clock.now(),
		);
		return row?.v as StoredData<Value> | undefined;
	}

	#page(ns: string, after: string): { k: string; v: string }[] {
		return this.#database.all(
			`SELECT k, v FROM kv WHERE ns = ? AND k > ? AND ${LIVE} ORDER BY k LIMIT ${PAGE}`,
			ns,
			after,
			this.#clock.now(),
		);
	}

	/** Sets come first: a store without transactions that breaks off here has too much, not too little. */
	#apply(sets: readonly KeyvEntry[], deletes: readonly string[]): void {
		const now = this.#clock.now();
		for (const { key, value, ttl } of sets) {
			this.#database.run(SET, this.#ns, this.#bare(key), value, ttl ? now + ttl : null);
		}
		this.#deleteRows(deletes);
	}

	#deleteRows(keys: readonly string[]): number {
		let deleted = 0;
		for (const key of keys) {
			deleted += this.#database.run(
				'DELETE FROM kv WHERE ns = ? AND k = ?',
				this.#ns,
				this.#bare(key),
			);
		}
		return deleted;
	}
}
