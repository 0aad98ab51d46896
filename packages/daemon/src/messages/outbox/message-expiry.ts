import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../../runtime/clock.js';
import type { MessageLog } from '../message-log.js';
import { isOutstanding } from '../message-status.js';
import type { MessagesStore } from '../messages.store.js';
import type { OutboxStore } from './outbox.store.js';
import { messageError } from './send-failure.js';

export interface MessageExpiryOptions {
	messages: Pick<MessagesStore, 'get'>;
	store: Pick<OutboxStore, 'expired' | 'nextExpiry'>;
	log: Pick<MessageLog, 'advance'>;
	/** A message is not to be sent any more. */
	onExpired: (message: { sessionId: string; whatsappId: string }) => void;
	clock: Clock;
	logger: Logger;
}

/** Longer timers overflow in Node. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;
const MOST_AT_ONCE = 200;
const TROUBLE_WAIT_MS = 5_000;

/**
 * Ends messages whose time to live is over, connected or not: what never left is `MESSAGE_EXPIRED`,
 * what may have left is `DELIVERY_UNKNOWN`.
 */
export class MessageExpiry {
	readonly #options: MessageExpiryOptions;
	#nextAt: number | null = null;
	#isClosed = false;
	#cancelTimer: CancelTimer = () => {};

	constructor(options: MessageExpiryOptions) {
		this.#options = options;
	}

	/** Ends what expired in the meantime, and waits for the next. */
	look(): void {
		const { store, clock, logger } = this.#options;
		if (this.#isClosed) return;
		try {
			const expired = store.expired(clock.now(), MOST_AT_ONCE);
			for (const { sessionId, id } of expired) this.#end(sessionId, id);
			this.#nextAt = store.nextExpiry();
		} catch (err) {
			logger.error({ err }, 'messages past their time to live could not be ended');
			this.#nextAt = clock.now() + TROUBLE_WAIT_MS;
		}
		this.#schedule();
	}

	/** A message was accepted that expires then (milliseconds since 1970); null for never. */
	expect(expiresAt: number | null): void {
		if (expiresAt === null || (this.#nextAt !== null && this.#nextAt <= expiresAt)) return;
		this.#nextAt = expiresAt;
		this.#schedule();
	}

	/** May be called twice. */
	close(): void {
		this.#isClosed = true;
		this.#cancelTimer();
	}

	#schedule(): void {
		this.#cancelTimer();
		if (this.#nextAt === null || this.#isClosed) return;
		const ms = Math.max(1, this.#nextAt - this.#options.clock.now());
		const wait = Math.min(ms, LONGEST_TIMER_MS);
		this.#cancelTimer = this.#options.clock.after(wait, () => this.look());
	}

	#end(sessionId: string, id: string): void {
		const { messages, log, clock, onExpired } = this.#options;
		const message = messages.get(sessionId, id);
		if (!message || !isOutstanding(message.status)) return;
		const code = message.attempts > 0 ? 'DELIVERY_UNKNOWN' : 'MESSAGE_EXPIRED';
		log.advance(message, 'failed', clock.now(), messageError(code));
		onExpired({ sessionId, whatsappId: message.whatsappId });
	}
}
