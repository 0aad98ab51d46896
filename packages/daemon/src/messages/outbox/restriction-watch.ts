import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../../runtime/clock.js';
import type { TimeLock, WhatsAppConnection } from '../../whatsapp/whatsapp-connection.js';
import type { SendingRestriction } from './sending-session.js';

export interface RestrictionWatchOptions {
	connection: Pick<WhatsAppConnection, 'timeLock'>;
	/** What holds as far as we know; null for nothing. */
	current: () => SendingRestriction | null;
	/** WhatsApp said what is restricted; null for nothing. */
	onAnswer: (lock: TimeLock | null) => void;
	clock: Clock;
	logger: Logger;
}

/** After the first question that got no answer; also the least time between two questions. */
const ASK_SOON_MS = 30_000;
/** After each later one, and for as long as WhatsApp does not say when the restriction ends. */
const ASK_AGAIN_MS = 5 * 60_000;

/**
 * Asks WhatsApp, over one connection, what it restricts: until it has answered, and while its answer
 * names no end. Its own word that a restriction has ended may get lost.
 */
export class RestrictionWatch {
	readonly #options: RestrictionWatchOptions;
	#isAsking = false;
	#isClosed = false;
	#askedAt: number | null = null;
	#cancelTimer: CancelTimer | null = null;

	constructor(options: RestrictionWatchOptions) {
		this.#options = options;
	}

	/** Asks what is restricted, and until when; not twice in half a minute. */
	ask(): void {
		if (this.#isAsking || this.#cancelTimer) return;
		const { clock } = this.#options;
		const earliest = this.#askedAt === null ? 0 : this.#askedAt + ASK_SOON_MS;
		if (earliest <= clock.now()) this.#askNow();
		else this.#askIn(earliest - clock.now());
	}

	/** Asks no more; an answer that still comes is not heard. May be called twice. */
	close(): void {
		this.#isClosed = true;
		this.#cancelTimer?.();
	}

	#askIn(ms: number): void {
		this.#cancelTimer = this.#options.clock.after(ms, () => {
			this.#cancelTimer = null;
			if (this.#options.current()) this.#askNow();
		});
	}

	#askNow(): void {
		const { connection, clock, logger } = this.#options;
		const isFirst = this.#askedAt === null;
		this.#isAsking = true;
		this.#askedAt = clock.now();
		connection
			.timeLock()
			.then((lock) => this.#onAnswer(lock))
			.catch((err: unknown) => {
				logger.warn({ err }, 'WhatsApp did not say whether it restricts this number');
				this.#onFailure(isFirst ? ASK_SOON_MS : ASK_AGAIN_MS);
			});
	}

	#onAnswer(lock: TimeLock | null): void {
		if (this.#isClosed) return;
		this.#options.onAnswer(lock);
		this.#isAsking = false;
		if (lock?.until === null) this.#askIn(ASK_AGAIN_MS);
	}

	#onFailure(ms: number): void {
		this.#isAsking = false;
		if (!this.#isClosed && this.#options.current()) this.#askIn(ms);
	}
}
