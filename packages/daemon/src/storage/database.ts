import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { WaypostError } from '../runtime/waypost-error.js';
import { migrate } from './migrations.js';

export type Row = Record<string, string | number | bigint | null | Uint8Array>;
type Params = SQLInputValue[] | [Record<string, SQLInputValue>];

interface QueuedWrite {
	work: () => void;
	resolve: () => void;
	reject: (error: unknown) => void;
}

export interface DatabaseOptions {
	/** Path of the file; its folder is made with mode 0700, the file gets 0600. `:memory:` works. */
	file: string;
	/**
	 * Called before each commit, that of a single statement too; when it throws, the commit fails as if
	 * the disk had refused it. For tests.
	 */
	beforeCommit?: (() => void) | undefined;
}

/** Longest wait for a commit of somebody else to share. */
const LAZY_MS = 20;

/**
 * The one SQLite file, opened by `node:sqlite`: WAL, `synchronous=FULL` (a commit that was
 * acknowledged survives a power cut), and locked exclusively for as long as it is open, so that a
 * second daemon on the same data folder is refused by the kernel, also after `kill -9` of the first.
 */
export class Database {
	readonly #db: DatabaseSync;
	readonly #beforeCommit: () => void;
	readonly #statements = new Map<string, StatementSync>();
	#afterCommit: (() => void)[] = [];
	#depth = 0;
	#queue: QueuedWrite[] = [];
	#flush: NodeJS.Immediate | undefined;
	#lateFlush: NodeJS.Timeout | undefined;

	constructor({ file, beforeCommit = () => {} }: DatabaseOptions) {
		this.#beforeCommit = beforeCommit;
		if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		this.#db = new DatabaseSync(file);
		try {
			this.#configure();
			if (file !== ':memory:') keepPrivate(file);
			migrate(this.#db, file);
		} catch (error) {
			this.#db.close();
			throw isLocked(error)
				? new Error(
						`Another Waypost daemon uses ${file}. Stop it, or give this one its own data folder with --data or WAYPOST_DATA_DIR.`,
						{ cause: error },
					)
				: error;
		}
	}

	#configure(): void {
		this.#db.exec('PRAGMA busy_timeout = 1000; PRAGMA locking_mode = EXCLUSIVE;');
		this.#db.exec(
			'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
		);
		// In exclusive mode the lock is taken by the first write and kept from then on.
		this.#db.exec('BEGIN EXCLUSIVE; COMMIT;');
	}

	#statement(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (!statement) {
			statement = this.#db.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}

	all<T = Row>(sql: string, ...params: Params): T[] {
		return this.#statement(sql).all(...(params as SQLInputValue[])) as T[];
	}

	get<T = Row>(sql: string, ...params: Params): T | undefined {
		return this.#statement(sql).get(...(params as SQLInputValue[])) as T | undefined;
	}

	/** Durable when it returns, unless a transaction is under way. @returns how many rows changed. */
	run(sql: string, ...params: Params): number {
		return this.#translate(() => {
			if (this.#depth === 0) this.#beforeCommit();
			return Number(this.#statement(sql).run(...(params as SQLInputValue[])).changes);
		});
	}

	/**
	 * Runs `work` in one transaction and makes it durable before it returns. Inside another
	 * transaction it joins that one.
	 */
	transaction<T>(work: () => T): T {
		if (this.#depth > 0) return work();
		// Writes take effect in the order they were asked for.
		if (this.#queue.length > 0) this.flush();
		const { result, callbacks } = this.#commitWith(work);
		for (const callback of callbacks) callback();
		return result;
	}

	#commitWith<T>(work: () => T): { result: T; callbacks: (() => void)[] } {
		this.#translate(() => this.#statement('BEGIN IMMEDIATE').run());
		this.#depth = 1;
		try {
			const result = work();
			this.#translate(() => this.#commit());
			return { result, callbacks: this.#afterCommit };
		} catch (error) {
			this.#rollback();
			throw error;
		} finally {
			this.#afterCommit = [];
			this.#depth = 0;
		}
	}

	#commit(): void {
		this.#beforeCommit();
		this.#statement('COMMIT').run();
	}

	/** Calls `callback` once the transaction under way is durable; at once when there is none. */
	afterCommit(callback: () => void): void {
		if (this.#depth === 0) callback();
		else this.#afterCommit.push(callback);
	}

	/**
	 * Group commit: all writes asked for in one turn of the event loop share one transaction and one
	 * fsync. When the shared transaction fails, each write is tried alone, so that a bad one fails alone.
	 */
	commitGrouped(work: () => void): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#queue.push({ work, resolve, reject });
			this.#flush ??= setImmediate(() => this.flush());
		});
	}

	/** As {@link commitGrouped}, for what nobody waits for: shares the next commit, if one comes soon. */
	commitLazily(work: () => void): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#queue.push({ work, resolve, reject });
			this.#lateFlush ??= setTimeout(() => this.flush(), LAZY_MS).unref();
		});
	}

	/** Commits the writes waiting in {@link commitGrouped} now, and returns when they are durable. */
	flush(): void {
		const batch = this.#takeQueue();
		if (batch.length === 0) return;
		try {
			this.transaction(() => batch.forEach(({ work }) => work()));
			batch.forEach(({ resolve }) => resolve());
		} catch (error) {
			this.#commitEachAlone(batch, error);
		}
	}

	#takeQueue(): QueuedWrite[] {
		clearImmediate(this.#flush);
		clearTimeout(this.#lateFlush);
		this.#flush = undefined;
		this.#lateFlush = undefined;
		const batch = this.#queue;
		this.#queue = [];
		return batch;
	}

	#commitEachAlone(batch: readonly QueuedWrite[], error: unknown): void {
		if (batch.length === 1) batch[0]?.reject(error);
		else for (const write of batch) this.#commitAlone(write);
	}

	#commitAlone({ work, resolve, reject }: QueuedWrite): void {
		try {
			this.transaction(work);
			resolve();
		} catch (error) {
			reject(error);
		}
	}

	#rollback(): void {
		if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
	}

	/** @throws WaypostError STORAGE_FULL or STORAGE_UNAVAILABLE in place of SQLite's own errors. */
	#translate<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw storageError(error);
		}
	}

	/** @throws when the store cannot be written. */
	assertWritable(): void {
		this.transaction(() =>
			this.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('lastCheck', ?)", Date.now()),
		);
	}

	close(): void {
		if (!this.#db.isOpen) return;
		this.flush();
		this.#statements.clear();
		this.#db.close();
	}
}

/** The write-ahead log holds the same secrets as the file itself. */
function keepPrivate(file: string): void {
	for (const path of [file, `${file}-wal`]) if (existsSync(path)) chmodSync(path, 0o600);
}

/** SQLite's result codes: https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_FULL = 13;

const resultCode = (error: unknown): number | undefined =>
	typeof error === 'object' &&
	error !== null &&
	'errcode' in error &&
	typeof error.errcode === 'number'
		? error.errcode & 0xff
		: undefined;

const isLocked = (error: unknown): boolean =>
	[SQLITE_BUSY, SQLITE_LOCKED].includes(resultCode(error) ?? -1);

function storageError(error: unknown): unknown {
	const code = resultCode(error);
	if (code === undefined) return error;
	return new WaypostError(
		code === SQLITE_FULL ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE',
		undefined,
		{
			cause: error,
		},
	);
}
