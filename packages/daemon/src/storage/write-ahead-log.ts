import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import { WaypostError } from '../runtime/waypost-error.js';

/**
 * Makes what was written to a database's write-ahead log durable, without holding up the event loop
 * meanwhile: what SQLite itself does at the end of each commit with `synchronous=FULL`.
 */
export class WriteAheadLog {
	readonly #path: string | null;
	#fd: number | null = null;
	#isBusy = false;
	#isClosed = false;

	/** @param databaseFile - `:memory:` has no log: nothing of it is ever durable. */
	constructor(databaseFile: string) {
		this.#path = databaseFile === ':memory:' ? null : `${databaseFile}-wal`;
	}

	/** One at a time. @throws WaypostError STORAGE_UNAVAILABLE, by rejecting. */
	async sync(): Promise<void> {
		const fd = this.#open();
		if (fd === null) return;
		this.#isBusy = true;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		fdatasync(fd, (cause) => {
			this.#isBusy = false;
			if (this.#isClosed) closeSync(fd);
			if (cause) reject(new WaypostError('STORAGE_UNAVAILABLE', undefined, { cause }));
			else resolve();
		});
		return promise;
	}

	syncNow(): void {
		const fd = this.#open();
		if (fd !== null) fdatasyncSync(fd);
	}

	/** May be called twice, and while a sync is under way. */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		if (this.#fd !== null && !this.#isBusy) closeSync(this.#fd);
	}

	/** The file is there once something was committed, and stays the same one while the database is open. */
	#open(): number | null {
		if (this.#path === null || this.#isClosed) return null;
		this.#fd ??= openSync(this.#path, 'r+');
		return this.#fd;
	}
}
