import type { MessageError } from '@waypost/contract';
import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import { SendError, type WhatsAppConnection } from '../whatsapp/whatsapp-connection.js';
import type { MessageLog } from './message-log.js';
import { isOutstanding } from './message-status.js';
import type { MessagesStore, StoredMessage } from './messages.store.js';
import { outgoingContent } from './outgoing-content.js';
import { messageError } from './send-failure.js';

export interface OutboxOptions {
	sessionId: string;
	connection: WhatsAppConnection;
	store: MessagesStore;
	log: MessageLog;
	/** Absolute path of a file of the media folder. */
	mediaPath: (mediaFile: string) => string;
	clock: Clock;
	logger: Logger;
}

/** WhatsApp usually confirms within a second. */
const ACK_TIMEOUT_MS = 20_000;
/** After a reconnect, late acks and receipts come first; then the same id is sent again. */
const IN_DOUBT_WAIT_MS = 3_000;
/** Sends of one message that may have left. */
const MOST_ATTEMPTS = 5;
/** Tries of one message that certainly did not leave, while connected. */
const MOST_REFUSALS = 3;
const REFUSAL_WAIT_MS = 2_000;
/** After an error nobody expected. */
const TROUBLE_WAIT_MS = 60_000;

/**
 * Sends what a session has accepted, while it is connected: one message at a time, in order within
 * each chat. A message is marked `sending` on disk before its first byte leaves, and keeps its
 * WhatsApp id and its encoded content on every try, so that the receiver shows it once. A message in
 * doubt holds up only its own chat.
 */
export class Outbox {
	readonly #options: OutboxOptions;
	readonly #refusals = new Map<string, number>();
	#isClosed = false;
	#isPostponed = false;
	#awaited: { whatsappId: string; confirm: () => void } | null = null;
	#wake: () => void = () => {};
	#cancelTimer: CancelTimer = () => {};

	constructor(options: OutboxOptions) {
		this.#options = options;
		void this.#run();
	}

	/** Looks again: a message was accepted. */
	wake(): void {
		this.#wake();
	}

	/** A message was confirmed or refused, by ack or receipt. */
	confirmed(whatsappId: string): void {
		if (this.#awaited?.whatsappId === whatsappId) this.#awaited.confirm();
		else this.#wake();
	}

	/** Stops at once: what was being sent stays in doubt. */
	close(): void {
		this.#isClosed = true;
		this.#cancelTimer();
		this.#awaited?.confirm();
		this.#wake();
	}

	/** Once per connection. A message in doubt is always the first of its chat. */
	#postponeInDoubt(): void {
		if (this.#isPostponed) return;
		const { store, sessionId, clock } = this.#options;
		const until = clock.now() + IN_DOUBT_WAIT_MS;
		for (const { id, status, attempts } of store.chatHeads(sessionId)) {
			if (status === 'sending') store.setAttempt(id, attempts, until);
		}
		this.#isPostponed = true;
	}

	async #run(): Promise<void> {
		while (!this.#isClosed) {
			try {
				this.#postponeInDoubt();
				const { message, dueAt } = this.#next();
				if (message) await this.#sendOrPostpone(message);
				else await this.#sleepUntil(dueAt);
			} catch (err) {
				if (this.#isClosed) return;
				this.#options.logger.error({ err }, 'the outbox met an error it did not expect');
				await this.#sleepUntil(this.#options.clock.now() + REFUSAL_WAIT_MS);
			}
		}
	}

	#next(): { message: StoredMessage | null; dueAt: number | null } {
		const { store, sessionId, clock } = this.#options;
		const heads = store.chatHeads(sessionId);
		const message = heads.find(({ nextAt }) => nextAt <= clock.now()) ?? null;
		const dueAt = heads.length > 0 ? Math.min(...heads.map(({ nextAt }) => nextAt)) : null;
		return { message, dueAt };
	}

	#sleepUntil(dueAt: number | null): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		if (this.#isClosed) resolve();
		this.#wake = resolve;
		const { clock } = this.#options;
		if (dueAt !== null) {
			this.#cancelTimer = clock.after(Math.max(1, dueAt - clock.now()), resolve);
		}
		return promise.finally(() => this.#cancelTimer());
	}

	/** A message that cannot even be tried must not keep the others from their turn. */
	async #sendOrPostpone(message: StoredMessage): Promise<void> {
		try {
			await this.#send(message);
		} catch (error) {
			const { store, clock } = this.#options;
			store.setAttempt(message.id, message.attempts, clock.now() + TROUBLE_WAIT_MS);
			throw error;
		}
	}

	async #send(message: StoredMessage): Promise<void> {
		if (message.attempts >= MOST_ATTEMPTS) {
			this.#fail(message, messageError('DELIVERY_UNKNOWN'));
			return;
		}
		try {
			const content = message.content ?? (await this.#prepare(message));
			if (this.#isClosed) return;
			await this.#relay(message, content);
		} catch (error) {
			if (!(error instanceof SendError)) throw error;
			this.#onSendError(message, error);
		}
	}

	async #prepare(message: StoredMessage): Promise<Uint8Array> {
		const { connection, store, mediaPath } = this.#options;
		const content = await connection.prepare(outgoingContent(message, mediaPath), {
			chatId: message.chat.id,
			whatsappId: message.whatsappId,
		});
		store.setContent(message.id, content);
		return content;
	}

	async #relay(message: StoredMessage, content: Uint8Array): Promise<void> {
		const { connection, log, store, clock } = this.#options;
		const { whatsappId, chat } = message;
		store.setAttempt(message.id, message.attempts + 1, clock.now() + IN_DOUBT_WAIT_MS);
		log.advance(message, 'sending', clock.now());
		const confirmed = this.#confirmation(whatsappId);
		try {
			await Promise.race([connection.relay({ chatId: chat.id, whatsappId, content }), confirmed]);
			await confirmed;
		} finally {
			this.#awaited = null;
			this.#cancelTimer();
		}
	}

	/** Resolves when the message was confirmed or refused, at the time-out, or when the outbox closes. */
	#confirmation(whatsappId: string): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#awaited = { whatsappId, confirm: resolve };
		this.#cancelTimer = this.#options.clock.after(ACK_TIMEOUT_MS, resolve);
		return promise;
	}

	#onSendError(message: StoredMessage, error: SendError): void {
		const { logger, store, clock, sessionId } = this.#options;
		logger.warn({ err: error, messageId: message.id }, 'a message could not be sent');
		if (this.#isClosed || error.mayHaveLeft) return;
		// `attempts` counts only what may have left; this one did not.
		store.setAttempt(message.id, message.attempts, clock.now() + REFUSAL_WAIT_MS);
		if (error.permanent) {
			this.#fail(message, messageError(error.permanent, error.message));
			return;
		}
		const refusals = (this.#refusals.get(message.id) ?? 0) + 1;
		this.#refusals.set(message.id, refusals);
		if (refusals < MOST_REFUSALS || message.attempts > 0) return;
		const isPrepared = store.get(sessionId, message.id)?.content !== null;
		this.#fail(
			message,
			messageError(
				isPrepared || message.attachment === null ? 'RECIPIENT_UNRESOLVED' : 'MEDIA_UPLOAD_FAILED',
			),
		);
	}

	#fail(message: StoredMessage, error: MessageError): void {
		const { log, clock, store, sessionId } = this.#options;
		const current = store.get(sessionId, message.id);
		this.#refusals.delete(message.id);
		if (current && isOutstanding(current.status))
			log.advance(message, 'failed', clock.now(), error);
	}
}
