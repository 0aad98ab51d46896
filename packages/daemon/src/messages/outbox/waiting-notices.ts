import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../../runtime/clock.js';
import type { MessageLog } from '../message-log.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import type { OutboxStore } from './outbox.store.js';
import type { WaitingReasons } from './waiting-reasons.js';

export interface WaitingNoticesOptions {
	messages: Pick<MessagesStore, 'get'>;
	store: Pick<OutboxStore, 'untold'>;
	log: Pick<MessageLog, 'tellWaiting'>;
	reasons: WaitingReasons;
	clock: Clock;
	logger: Logger;
}

/** What is sent within this time has not waited; in milliseconds. */
const MOMENT_MS = 5_000;
/** Looked at together; the others come a moment later. */
const MOST_AT_ONCE = 200;

/** Tells once of each message that it waits, when it does so for longer than a moment. */
export class WaitingNotices {
	readonly #options: WaitingNoticesOptions;
	readonly #timers = new Map<string, CancelTimer>();
	#isClosed = false;

	constructor(options: WaitingNoticesOptions) {
		this.#options = options;
	}

	/** Something of this session may have to wait: looks again in a moment. */
	watch(sessionId: string): void {
		if (!this.#timers.has(sessionId)) this.#lookIn(sessionId, MOMENT_MS);
	}

	#lookIn(sessionId: string, ms: number): void {
		if (this.#isClosed) return;
		const cancel = this.#options.clock.after(ms, () => {
			this.#timers.delete(sessionId);
			this.#look(sessionId);
		});
		this.#timers.set(sessionId, cancel);
	}

	/** The session is gone. */
	forget(sessionId: string): void {
		this.#timers.get(sessionId)?.();
		this.#timers.delete(sessionId);
	}

	/** May be called twice. */
	close(): void {
		this.#isClosed = true;
		for (const cancel of this.#timers.values()) cancel();
		this.#timers.clear();
	}

	#look(sessionId: string): void {
		const { store, clock, logger } = this.#options;
		try {
			for (const message of this.#untold(sessionId)) {
				const age = clock.now() - message.at;
				// The others are younger still.
				if (age < MOMENT_MS) return this.#lookIn(sessionId, MOMENT_MS - age);
				this.#tell(message);
			}
			// Whatever is left waits for nothing yet, and may still have to.
			if (store.untold(sessionId, 1).length > 0) this.watch(sessionId);
		} catch (err) {
			logger.error({ err, sessionId }, 'it could not be told that messages wait');
			this.watch(sessionId);
		}
	}

	*#untold(sessionId: string): Generator<StoredMessage, void, undefined> {
		const { messages, store } = this.#options;
		for (const id of store.untold(sessionId, MOST_AT_ONCE)) {
			const message = messages.get(sessionId, id);
			if (message) yield message;
		}
	}

	#tell(message: StoredMessage): void {
		const { log, reasons, clock } = this.#options;
		const waiting = reasons.of(message);
		if (!waiting || this.#isBriefly(message, waiting.code)) return;
		log.tellWaiting(message, waiting, clock.now());
	}

	/** A message that has just left is about to be confirmed. */
	#isBriefly(message: StoredMessage, code: string): boolean {
		const { reasons, clock } = this.#options;
		if (code !== 'in-doubt-before') return false;
		return (reasons.inDoubtSince(message) ?? 0) > clock.now() - MOMENT_MS;
	}
}
