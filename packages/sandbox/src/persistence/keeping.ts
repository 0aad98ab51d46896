import { SandboxError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { World } from '../world.js';
import { Autosave } from './autosave.js';
import { worldIn } from './sandbox-snapshot.js';
import { WorldFolder, type Resumed } from './world-folder.js';
import type { WorldSnapshot } from './world-snapshot.js';

/** How a sandbox was resumed. */
export type ResumedInfo = Omit<Resumed<unknown>, 'built'>;

/** Where the world of a sandbox comes from and where it is kept: a data folder, a snapshot, or nowhere. */
export class Keeping {
	readonly #options: ResolvedOptions;
	readonly #folder: WorldFolder | undefined;
	#autosave: Autosave | undefined;

	private constructor(options: ResolvedOptions, folder: WorldFolder | undefined) {
		this.#options = options;
		this.#folder = folder;
	}

	/** Rejects INVALID_REQUEST, DATA_FOLDER_IN_USE. */
	static async open(options: ResolvedOptions): Promise<Keeping> {
		const { dataDir, snapshot } = options;
		if (dataDir !== undefined && snapshot) {
			const message =
				'A sandbox begins with a snapshot or with a data folder. Give one of the two.';
			throw new SandboxError('INVALID_REQUEST', message);
		}
		return new Keeping(
			options,
			dataDir === undefined ? undefined : await WorldFolder.open(dataDir),
		);
	}

	/** Builds a sandbox of what was kept. Rejects SAVED_WORLD_NEWER, SAVED_WORLD_BROKEN. */
	async resume<T>(build: (world: WorldSnapshot | undefined) => T): Promise<Resumed<T>> {
		if (this.#folder)
			return this.#folder.read((world) => build(world as WorldSnapshot | undefined));
		return { built: build(worldIn(this.#options.snapshot)), savedAt: null, problem: null };
	}

	/** From now on the world is saved when it changes. */
	start(world: World): void {
		if (!this.#folder) return;
		this.#autosave = new Autosave(world, this.#folder);
		this.#autosave.start();
	}

	/** Saves once more. Rejects when the disk does; the folder is free all the same. */
	async close(): Promise<void> {
		try {
			await this.#autosave?.close();
		} finally {
			await this.#folder?.close();
		}
	}
}
