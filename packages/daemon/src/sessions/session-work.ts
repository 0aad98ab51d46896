import type { Logger } from 'pino';
import type { WaypostError } from '../runtime/waypost-error.js';

/** The work of one session that must not overlap: opening, closing, unlinking. One after the other. */
export class SessionWork {
	readonly #logger: Logger;
	#last: Promise<unknown> = Promise.resolve();
	#ended: WaypostError | null = null;

	constructor({ logger }: { logger: Logger }) {
		this.#logger = logger;
	}

	/** True once nothing may begin any more. */
	get hasEnded(): boolean {
		return this.#ended !== null;
	}

	/** What somebody asks for. @throws WaypostError of {@link end} once that was called. */
	request<T>(work: () => Promise<T>): Promise<T> {
		return this.#append(() => {
			if (this.#ended) throw this.#ended;
			return work();
		});
	}

	/** What follows from an event: nobody waits for it. */
	inBackground(work: () => Promise<void>): void {
		this.#append(work).catch((err: unknown) => {
			this.#logger.error({ err }, 'the session could not follow up an event');
		});
	}

	/**
	 * Refuses what has not begun yet, and does `last` after what has. May be called twice.
	 *
	 * @param ended - the answer to every request from now on.
	 */
	end(ended: WaypostError, last: () => Promise<void>): Promise<void> {
		this.#ended ??= ended;
		return this.#append(last);
	}

	#append<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#last.then(work);
		this.#last = result.catch(() => {});
		return result;
	}
}
