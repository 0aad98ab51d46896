import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SandboxError } from '../errors.js';
import { FolderLock } from './folder-lock.js';
import { formatSavedWorld, parseSavedWorld } from './saved-world.js';
import { decodeSnapshot, type EncodedSnapshot } from './snapshot-codec.js';

/** What came out of a data folder. */
export interface Resumed<T> {
	readonly built: T;
	/** ISO 8601, UTC; null for a new world. */
	readonly savedAt: string | null;
	/** A sentence when the latest file could not be read and the one before was taken. */
	readonly problem: string | null;
}

/**
 * The data folder of one sandbox: `world.json`, `world.previous.json` (the save before), and large
 * pieces of bytes under `media/`. A save is there as a whole or not at all, whenever the power goes.
 */
export class WorldFolder {
	readonly #folder: string;
	readonly #lock: FolderLock;
	/** Names of the files under `media/`. */
	readonly #media: Set<string>;
	/** Those that the latest save needs; the one before may need others. */
	#needed: ReadonlySet<string> = new Set();

	private constructor(folder: string, lock: FolderLock, media: Iterable<string>) {
		this.#folder = folder;
		this.#lock = lock;
		this.#media = new Set(media);
	}

	/** Rejects DATA_FOLDER_IN_USE. */
	static async open(folder: string): Promise<WorldFolder> {
		const path = resolve(folder);
		await mkdir(join(path, 'media'), { recursive: true, mode: 0o700 });
		const lock = await FolderLock.take(path);
		return new WorldFolder(path, lock, await readdir(join(path, 'media')));
	}

	/**
	 * Builds something from the latest save, or from the one before when the latest is broken, which is
	 * then put aside; from nothing in a new folder. Rejects SAVED_WORLD_NEWER and SAVED_WORLD_BROKEN: an
	 * empty world in place of a broken one would unlink every client that was linked.
	 */
	async read<T>(build: (snapshot: unknown) => T): Promise<Resumed<T>> {
		const [latest, previous] = await this.#saves();
		if (latest === undefined) return { built: build(undefined), savedAt: null, problem: null };
		try {
			return await this.#buildFrom(latest, build);
		} catch (error) {
			if (isNewer(error) || previous === undefined) throw broken(latest, error);
			const resumed = await this.#buildFrom(previous, build).catch(() => {
				throw broken(latest, error);
			});
			return { ...resumed, problem: await this.#putAside(latest, resumed.savedAt, error) };
		}
	}

	/** Saves a snapshot; the save before stays as the previous one. */
	async write(snapshot: EncodedSnapshot, savedAt: string): Promise<void> {
		for (const [name, bytes] of snapshot.blobs) {
			if (this.#media.has(name)) continue;
			await writeWhole(this.#path('media', name), bytes);
			this.#media.add(name);
		}
		const file = this.#path('world.json');
		await writeWhole(`${file}.next`, formatSavedWorld(snapshot, savedAt));
		if (await isThere(file)) await rename(file, this.#path('world.previous.json'));
		await rename(`${file}.next`, file);
		await syncFolder(this.#folder);
		await this.#forgetMedia(new Set(snapshot.blobs.keys()));
	}

	async close(): Promise<void> {
		await this.#lock.release();
	}

	/** Those that are there, the latest first: between two renames it has the name of the one before. */
	async #saves(): Promise<string[]> {
		const found: string[] = [];
		for (const name of ['world.json', 'world.previous.json']) {
			if (await isThere(this.#path(name))) found.push(this.#path(name));
		}
		return found;
	}

	async #buildFrom<T>(file: string, build: (snapshot: unknown) => T): Promise<Resumed<T>> {
		const { savedAt, blobs: names, json } = parseSavedWorld(await readFile(file, 'utf8'));
		const blobs = new Map<string, Buffer>();
		for (const name of names) blobs.set(name, await readFile(this.#path('media', name)));
		this.#needed = new Set([...this.#needed, ...names]);
		return { built: build(decodeSnapshot(json, blobs)), savedAt, problem: null };
	}

	async #putAside(file: string, savedAt: string | null, error: unknown): Promise<string> {
		const aside = this.#path(`world.broken-${new Date().toISOString().replaceAll(':', '-')}.json`);
		await rename(file, aside);
		return (
			`The saved world could not be read (${reason(error)}) and was put aside as ${aside}. ` +
			`The sandbox goes on from the save before, of ${savedAt ?? ''}.`
		);
	}

	/** Keeps what the latest two saves need. */
	async #forgetMedia(needed: ReadonlySet<string>): Promise<void> {
		for (const name of [...this.#media]) {
			if (needed.has(name) || this.#needed.has(name)) continue;
			await rm(this.#path('media', name), { force: true });
			this.#media.delete(name);
		}
		this.#needed = needed;
	}

	#path(...parts: string[]): string {
		return join(this.#folder, ...parts);
	}
}

async function isThere(file: string): Promise<boolean> {
	return access(file).then(
		() => true,
		() => false,
	);
}

/** On the disk before it has its name. */
async function writeWhole(file: string, content: string | Buffer): Promise<void> {
	await writeFile(`${file}.part`, content, { mode: 0o600, flush: true });
	await rename(`${file}.part`, file);
}

/** Makes a rename durable; not every system lets a folder be opened for that. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r').catch(() => undefined);
	await handle?.sync().catch(() => undefined);
	await handle?.close();
}

const isNewer = (error: unknown): error is SandboxError =>
	error instanceof SandboxError && error.code === 'SAVED_WORLD_NEWER';

function broken(file: string, error: unknown): SandboxError {
	if (isNewer(error)) return error;
	const message =
		`The saved world ${file} cannot be read (${reason(error)}). It was left as it is. Put a good ` +
		`copy in its place, or move it away to begin with an empty world: clients must then link again.`;
	return new SandboxError('SAVED_WORLD_BROKEN', message, { cause: error });
}

/** One line: libraries explain themselves at length. */
function reason(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
