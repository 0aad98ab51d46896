import { createHash } from 'node:crypto';
import { SerialQueue } from '../deferred.js';
import type { World } from '../world.js';
import { encodeSnapshot, type BlobNames } from './snapshot-codec.js';
import type { WorldFolder } from './world-folder.js';
import { worldToSnapshot } from './world-snapshot.js';

/** How often the world is looked at, and saved if it has changed. */
const EVERY_MS = 2_000;
/** Looking may take this part of the time at most, so that a large world is looked at less often. */
const MAX_SHARE = 0.02;

/** Saves a world while it runs, and once more at the end. */
export class Autosave {
	readonly #world: World;
	readonly #folder: WorldFolder;
	readonly #saves = new SerialQueue();
	readonly #blobNames: BlobNames = new WeakMap();
	#saved = '';
	#problem = '';
	#lookMs = 0;
	#cancel: () => void = () => undefined;
	#closed = false;

	constructor(world: World, folder: WorldFolder) {
		this.#world = world;
		this.#folder = folder;
	}

	/** By the computer's time: a world whose clock stands still changes as well. */
	start(): void {
		if (this.#closed) return;
		const pause = Math.max(EVERY_MS, this.#lookMs / MAX_SHARE);
		this.#cancel = this.#world.patience.after(pause, () => {
			void this.saveOrComplain().finally(() => this.start());
		});
	}

	/** Saves the world if it has changed. Rejects when the disk does. */
	save(): Promise<void> {
		return this.#saves.run(async () => {
			const snapshot = await this.#world.work.whilePaused(() => this.#look());
			const hash = createHash('sha256').update(snapshot.text).digest('hex');
			if (hash === this.#saved) return;
			await this.#folder.write(snapshot, new Date().toISOString());
			this.#saved = hash;
			this.#problem = '';
		});
	}

	/** What happens every two seconds: whoever listens hears of a disk that fails. */
	async saveOrComplain(): Promise<void> {
		await this.save().catch((error: unknown) => this.#complain(error));
	}

	/** The last save, when nobody is connected any more and phones have done what they were at. */
	async close(): Promise<void> {
		this.#closed = true;
		this.#cancel();
		await Promise.all(this.#world.accounts.all().map(({ phone }) => phone.settled()));
		await this.save();
	}

	#look() {
		const startedAt = performance.now();
		const snapshot = encodeSnapshot(worldToSnapshot(this.#world), this.#blobNames);
		this.#lookMs = performance.now() - startedAt;
		return snapshot;
	}

	/** Once for each problem, not every two seconds. */
	#complain(error: unknown): void {
		const problem = error instanceof Error ? error.message : String(error);
		if (problem === this.#problem) return;
		this.#problem = problem;
		this.#world.logger.error({ err: error }, 'the world could not be saved');
		this.#world.events.publish('sandbox.not-saved', { problem });
	}
}
