import type { Logger } from '../runtime/logger.js';
import type { FolderEntry, MediaFolder } from './media-folder.js';

/** What becomes of a file when its copy here goes. */
export interface MediaUse {
	name: string;
	/** Waits to be sent, or is the only copy of something that somebody has. */
	isNeeded: boolean;
	/** Was to be sent, and never will be. */
	isGivenUp: boolean;
	direction: 'in' | 'out';
	/** Milliseconds since 1970, of the message. */
	at: number;
}

export interface MediaCacheOptions {
	folder: MediaFolder;
	/** What messages say of these files; one that no message knows is left out. */
	usesOf: (names: readonly string[]) => MediaUse[];
	/** Bytes. */
	capacity: number;
	now: () => number;
	logger: Logger;
}

/** WhatsApp still has files of this age; what we sent may be asked for by a retry until then. */
const KEEP_SENT_MS = 14 * 24 * 60 * 60 * 1000;
/** Whoever looks why a message failed finds its file for so long. */
const KEEP_GIVEN_UP_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps the media folder under its cap. What goes can be fetched from WhatsApp again, or nobody has
 * it: received files first, the one not asked for longest before the others, then those of messages
 * that failed or were cancelled more than a day ago, then files that were sent more than 14 days ago.
 * A file that waits to be sent never goes, cap or not.
 */
export class MediaCache {
	readonly #options: MediaCacheOptions;
	#running: Promise<void> | undefined;

	constructor(options: MediaCacheOptions) {
		this.#options = options;
	}

	/** @param spare - a file that is just being handed out. Runs once at a time; never throws. */
	trim(spare?: string): Promise<void> {
		this.#running ??= this.#trim(spare)
			.catch((err: unknown) => this.#options.logger.warn({ err }, 'the media were not tidied up'))
			.finally(() => (this.#running = undefined));
		return this.#running;
	}

	/** Resolves when nothing is being removed. */
	async idle(): Promise<void> {
		await this.#running;
	}

	async #trim(spare: string | undefined): Promise<void> {
		const { folder, capacity, logger } = this.#options;
		const entries = await folder.entries();
		let size = entries.reduce((sum, entry) => sum + entry.size, 0);
		if (size <= capacity) return;
		const removed: string[] = [];
		for (const entry of this.#inOrder(entries)) {
			if (size <= capacity) break;
			if (entry.name === spare) continue;
			size -= entry.size;
			removed.push(entry.name);
		}
		folder.remove(removed);
		logger.info({ removed: removed.length, bytes: size }, 'media removed from the cache');
	}

	/** What may go, in the order in which it goes. */
	#inOrder(entries: readonly FolderEntry[]): FolderEntry[] {
		const uses = new Map(
			this.#options.usesOf(entries.map(({ name }) => name)).map((use) => [use.name, use]),
		);
		const now = this.#options.now();
		const pick = (fits: (use: MediaUse) => boolean) =>
			entries.filter(({ name }) => {
				const use = uses.get(name);
				return use !== undefined && !use.isNeeded && fits(use);
			});
		return [
			...pick(({ direction }) => direction === 'in'),
			...pick(({ isGivenUp, at }) => isGivenUp && at < now - KEEP_GIVEN_UP_MS),
			...pick(({ direction, isGivenUp, at }) => {
				return direction === 'out' && !isGivenUp && at < now - KEEP_SENT_MS;
			}),
		];
	}
}
