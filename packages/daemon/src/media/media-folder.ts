import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

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

	/** Size in bytes, or null when there is no such file. */
	async sizeOf(name: string): Promise<number | null> {
		return stat(this.pathOf(name)).then(
			({ size }) => size,
			() => null,
		);
	}

	/** Writes a stream to `name`. Nothing is left when it fails. */
	async write(name: string, source: Readable): Promise<void> {
		const path = join(this.#incomplete, name);
		try {
			await pipeline(source, createWriteStream(path, { mode: 0o600 }));
			await this.keep(name, path);
		} catch (error) {
			await rm(path, { force: true });
			throw error;
		}
	}

	/** Takes a finished file of the same disk over as `name`, durable when it resolves. */
	async keep(name: string, path: string): Promise<void> {
		const handle = await open(path, 'r+');
		await handle.sync().finally(() => handle.close());
		await rename(path, this.pathOf(name));
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
