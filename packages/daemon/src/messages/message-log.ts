import type { Message, MessageError, MessageStatus } from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../storage/database.js';
import { canBecome, isOutstanding } from './message-status.js';
import { viewMessage } from './message-view.js';
import type { MessagesStore, NewMessage, StoredMessage } from './messages.store.js';

export interface MessageLogOptions {
	database: Database;
	store: MessagesStore;
	events: EventLog;
	clock: Clock;
}

/** The one writer of messages: each change is stored and told in one commit. */
export class MessageLog {
	readonly #options: MessageLogOptions;

	constructor(options: MessageLogOptions) {
		this.#options = options;
	}

	/**
	 * Stores an outgoing message. Durable when it returns.
	 *
	 * @returns false when its idempotency key is in use already.
	 */
	accept(message: NewMessage): boolean {
		const { database, store } = this.#options;
		return database.transaction(() => store.insert(message));
	}

	/**
	 * Stores what WhatsApp delivered, once.
	 *
	 * @returns false when it is known already.
	 */
	record(message: NewMessage): boolean {
		const { database, store, events } = this.#options;
		return database.transaction(() => {
			if (!store.insert(message)) return false;
			const stored = store.get(message.sessionId, message.id);
			if (!stored) throw new Error(`message ${message.id} vanished`);
			const type = message.direction === 'in' ? 'message.received' : 'message.sent';
			events.publish(type, message.sessionId, { message: this.view(stored) });
			return true;
		});
	}

	/**
	 * Moves a message forward; does nothing where the move is not legal, as when receipts overtake
	 * each other.
	 *
	 * @param at - milliseconds since 1970.
	 */
	advance(
		message: StoredMessage,
		to: MessageStatus,
		at: number,
		error: MessageError | null = null,
	): void {
		const { database, store, events } = this.#options;
		database.transaction(() => {
			const current = store.get(message.sessionId, message.id);
			if (!current || !mayMove(current, to)) return;
			store.setStatus(message.id, to, error, this.#timeOf(message, at));
			if (to === 'sending') return;
			events.publish('message.status', message.sessionId, {
				messageId: message.id,
				whatsappId: message.whatsappId,
				chat: message.chat,
				status: to,
				error,
			});
		});
	}

	/** WhatsApp tells whole seconds: what seems to come before the step it follows came just now. */
	#timeOf(message: StoredMessage, at: number): number {
		const { store, clock } = this.#options;
		const last = store.statusHistory(message.id).at(-1)?.at ?? at;
		return at >= last ? at : Math.max(clock.now(), last);
	}

	/** Ends everything that waits in the outbox of a session. */
	cancelWaiting(sessionId: string): void {
		const { store, clock } = this.#options;
		for (;;) {
			const waiting = store.outbox(sessionId);
			if (waiting.length === 0) return;
			for (const message of waiting) {
				if (message.status === 'accepted') this.advance(message, 'cancelled', clock.now());
				else this.advance(message, 'failed', clock.now(), unknownDelivery());
			}
		}
	}

	view(message: StoredMessage): Message {
		return viewMessage(message, {
			statusHistory: this.#options.store.statusHistory(message.id),
			waiting: null,
		});
	}

	/** As {@link view}, with why an outstanding message still waits. */
	viewOutgoing(message: StoredMessage, isConnected: boolean): Message {
		return {
			...this.view(message),
			waiting: isOutstanding(message.status) ? this.#waiting(message, isConnected) : null,
		};
	}

	#waiting(message: StoredMessage, isConnected: boolean): Message['waiting'] {
		if (message.status !== 'accepted') return null;
		const position = this.#options.store.countBefore(message);
		if (!isConnected) return { code: 'session-not-connected', until: null, position };
		const isBlocked = this.#options.store.hasInDoubtBefore(message);
		return isBlocked ? { code: 'in-doubt-before', until: null, position } : null;
	}
}

/** What was given up as unknown is known after all once a receipt comes. */
const mayMove = ({ status, error }: StoredMessage, to: MessageStatus): boolean =>
	error?.code === 'DELIVERY_UNKNOWN'
		? canBecome('sending', to) && to !== 'failed'
		: canBecome(status, to);

const unknownDelivery = (): MessageError => ({
	code: 'DELIVERY_UNKNOWN',
	detail: 'The session was unlinked before WhatsApp confirmed this message. It may have arrived.',
	upstreamCode: null,
	retryable: false,
});
