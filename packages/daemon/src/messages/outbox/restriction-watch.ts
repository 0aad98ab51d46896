import type { Logger } from 'pino';
import type { Clock } from '../../runtime/clock.js';
import type { TimeLock, WhatsAppConnection } from '../../whatsapp/whatsapp-connection.js';

export interface RestrictionWatchOptions {
	connection: Pick<WhatsAppConnection, 'timeLock'>;
	/** WhatsApp said what is restricted; null for nothing. */
	onAnswer: (lock: TimeLock | null) => void;
	clock: Clock;
	logger: Logger;
}

/** WhatsApp is asked at most once in this time. */
const ASK_EVERY_MS = 5 * 60_000;

/** Asks WhatsApp, over one connection, what it restricts. */
export class RestrictionWatch {
	readonly #options: RestrictionWatchOptions;
	#askedAt: number | null = null;

	constructor(options: RestrictionWatchOptions) {
		this.#options = options;
	}

	/** Asks what is restricted, and until when; not twice in five minutes. */
	ask(): void {
		const { connection, onAnswer, clock, logger } = this.#options;
		const now = clock.now();
		if (this.#askedAt !== null && now - this.#askedAt < ASK_EVERY_MS) return;
		this.#askedAt = now;
		connection
			.timeLock()
			.then(onAnswer)
			.catch((err: unknown) => {
				logger.warn({ err }, 'WhatsApp did not say whether it restricts this number');
			});
	}
}
