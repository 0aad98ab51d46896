import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WaypostError } from '../runtime/waypost-error.js';

/** A file of the folder. */
export interface FolderEntry {
	name: string;
	/** Bytes. */
	size: number;
	/** Milliseconds since 1970. */
	usedAt: number;
}

/**
 * Files of messages, one per message id. Written under another name first and renamed when whole and
 * on disk, so that a name always means a complete file.
 */
export class MediaFolder {
	readonly #dir: string;
	readonly #incomplete: string;

	/** @param dir - absolute path; made when absent. */
	constructor(dir: string) {
		this.#dir = dir;
		this.#incomplete = join(dir, 'incomplete');
		rmSync(this.#incomplete, { recursive: true, force: true });
		mkdirSync(this.#incomplete, { recursive: true, mode: 0o700 });
	}

	pathOf(name: string): string {
		return join(this.#dir, name);
	}

	/** Where a file may be until it is kept; what is left there goes at the next start. */
	temporaryPath(name: string): string {
		return join(this.#incomplete, name);
	}

	/** Size in bytes, or null when there is no such file. */
	async sizeOf(name: string): Promise<number | null> {
		return stat(this.pathOf(name)).then(
			({ size }) => size,
			() => null,
		);
	}

	/**
	 * Writes a stream to a temporary file. Nothing is left when it fails.
	 *
	 * @throws WaypostError STORAGE_FULL, or what the source throws.
	 */
	async writeTemporary(
		name: string,
		source: Readable | AsyncIterable<Uint8Array>,
	): Promise<string> {
		const path = this.temporaryPath(name);
		const target = createWriteStream(path, { mode: 0o600 });
		try {
			await pipeline(source, target);
			return path;
		} catch (error) {
			// A source that fails at once is ahead of the opening of the file, which makes it.
			if (!target.closed)
				await new Promise<void>((resolve) => target.once('close', () => resolve()));
			await rm(path, { force: true });
			throw isDiskFull(error)
				? new WaypostError('STORAGE_FULL', undefined, { cause: error })
				: error;
		}
	}

	/** Writes a stream to `name`. Nothing is left when it fails. */
	async write(name: string, source: Readable | AsyncIterable<Uint8Array>): Promise<void> {
		const path = await this.writeTemporary(name, source);
		try {
			await this.keep(name, path);
		} catch (error) {
			await rm(path, { force: true });
			throw error;
		}
	}

	/** Takes a finished file of the same disk over as `name`, durable when it resolves: bytes and name. */
	async keep(name: string, path: string): Promise<void> {
		await sync(path, 'r+');
		await rename(path, this.pathOf(name));
		await sync(this.#dir, 'r');
	}

	/** Notes that a file was asked for, so that it goes last. */
	async touch(name: string, now: number): Promise<void> {
		const at = new Date(now);
		await utimes(this.pathOf(name), at, at).catch(() => {});
	}

	/** All files with their sizes, the one not used for longest first. */
	async entries(): Promise<FolderEntry[]> {
		const entries = await readdir(this.#dir, { withFileTypes: true });
		const files = entries.filter((entry) => entry.isFile());
		const found = await Promise.all(
			files.map(({ name }) =>
				stat(this.pathOf(name)).then(
					({ size, mtimeMs }) => ({ name, size, usedAt: mtimeMs }),
					() => null,
				),
			),
		);
		return found.filter((entry) => entry !== null).sort((a, b) => a.usedAt - b.usedAt);
	}

	/** Removes files; one that is gone already is no failure. */
	remove(names: readonly string[]): void {
		for (const name of names) rmSync(this.pathOf(name), { force: true });
	}

	/** Removes what no message knows: left behind by a crash between a file and its row. */
	removeAllBut(names: readonly string[]): void {
		const known = new Set(names);
		const strays = readdirSync(this.#dir, { withFileTypes: true })
			.filter((entry) => entry.isFile() && !known.has(entry.name))
			.map((entry) => entry.name);
		this.remove(strays);
	}
}

const isDiskFull = (error: unknown): boolean =>
	['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** A new name is on the disk only once its folder is. */
async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
	const handle = await open(path, flags);
	await handle.sync().finally(() => handle.close());
}
