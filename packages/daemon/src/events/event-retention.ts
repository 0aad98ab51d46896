import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { Database } from '../storage/database.js';
import type { EventRemover } from './event-log.store.js';

export interface EventRetentionOptions {
	database: Database;
	events: EventRemover;
	/** How long events stay, in days; 0 is for ever. */
	days: number;
	clock: Clock;
	logger: Logger;
}

const DAY_MS = 86_400_000;
const EVERY_MS = 3_600_000;
/** One commit each, a millisecond or two, with room for other work between them. */
const BATCH = 500;
const PAUSE_MS = 50;

/**
 * Removes events that have become too old, at the start and then every hour. Deliveries to webhook
 * endpoints carry their own text and do not need the log.
 */
export class EventRetention {
	readonly #options: EventRetentionOptions;
	#cancel: CancelTimer = () => {};
	#isClosed = false;

	constructor(options: EventRetentionOptions) {
		this.#options = options;
	}

	start(): void {
		if (this.#options.days > 0) this.#schedule(0);
	}

	/** May be called twice. */
	close(): Promise<void> {
		this.#isClosed = true;
		this.#cancel();
		return Promise.resolve();
	}

	#schedule(ms: number): void {
		if (this.#isClosed) return;
		this.#cancel = this.#options.clock.after(ms, () => void this.#removeSome());
	}

	async #removeSome(): Promise<void> {
		const { database, events, days, clock, logger } = this.#options;
		let removed = 0;
		try {
			await database.commitGrouped(() => {
				removed = events.remove(clock.now() - days * DAY_MS, BATCH);
			});
			if (removed > 0) logger.debug({ removed }, 'old events removed');
		} catch (err) {
			logger.warn({ err }, 'old events were not removed');
		}
		this.#schedule(removed === BATCH ? PAUSE_MS : EVERY_MS);
	}
}
