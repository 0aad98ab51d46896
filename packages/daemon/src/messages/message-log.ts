import type {
	Chat,
	MemberReceipt,
	Message,
	MessageError,
	MessageStatus,
	Waiting,
} from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../storage/database.js';
import type { AddressPair, ContactsStore } from './contacts/contacts.store.js';
import { IncomingChanges } from './incoming/incoming-changes.js';
import { canBecome, hasReached, isOutstanding } from './message-status.js';
import { viewMessage } from './message-view.js';
import type { MessagesStore, NewMessage, StoredMessage } from './messages.store.js';
import type { NewReceipt, ReceiptsStore } from './incoming/receipts.store.js';
import { applySentChange } from './sent-change.js';

export interface MessageLogOptions {
	database: Database;
	store: MessagesStore;
	receipts: ReceiptsStore;
	contacts: ContactsStore;
	events: EventLog;
	clock: Clock;
}

/** The one writer of messages: each change is stored and told in one commit. */
export class MessageLog {
	readonly #options: MessageLogOptions;
	readonly #changes: IncomingChanges;

	constructor(options: MessageLogOptions) {
		this.#options = options;
		this.#changes = new IncomingChanges({ ...options, view: (message) => this.view(message) });
	}

	/**
	 * Stores an outgoing message, in one commit with others of this turn. Durable when it resolves.
	 *
	 * @param check - throws when it may not be stored after all; nothing comes between it and the row.
	 * @returns false when its idempotency key is in use already.
	 */
	async accept(message: NewMessage, check: () => void): Promise<boolean> {
		const { database, store } = this.#options;
		let isStored = false;
		await database.commitGrouped(() => {
			check();
			isStored = store.insert(message);
		});
		return isStored;
	}

	/**
	 * Stores what WhatsApp delivered, once.
	 *
	 * @returns false when it is known already.
	 */
	record(message: NewMessage): boolean {
		const { database, store } = this.#options;
		return database.transaction(() => {
			if (!store.insert(message)) return false;
			const stored = store.get(message.sessionId, message.id);
			if (!stored) throw new Error(`message ${message.id} vanished`);
			this.#changes.arrived(stored);
			return true;
		});
	}

	/** A member of a group received, read or played a message we sent. */
	receivedByMember(message: StoredMessage, receipt: NewReceipt): void {
		const { database, receipts } = this.#options;
		database.transaction(() => {
			receipts.advance(message.id, receipt);
			this.advance(message, receipt.status, receipt.at);
		});
	}

	/**
	 * Both addresses of a person became known: what is stored under the LID alone moves to the chat by
	 * phone number. Shares its commit with others of this turn; what is lost with it is learned again.
	 *
	 * @param chatId - of the chat by phone number.
	 * @returns whether messages moved.
	 */
	async learnContact(sessionId: string, pair: AddressPair, chatId: string): Promise<boolean> {
		const { database, contacts, store } = this.#options;
		let moved = 0;
		await database.commitGrouped(() => {
			if (contacts.learn(sessionId, pair)) moved = store.moveChat({ sessionId, ...pair, chatId });
		});
		return moved > 0;
	}

	/**
	 * Marks a message `sending`, before its first byte leaves: counts the try, and keeps its content
	 * for every later one.
	 *
	 * @param attempt - times in milliseconds since 1970.
	 * @returns false when it is not to be sent any more.
	 */
	beginAttempt(
		message: StoredMessage,
		attempt: { content: Uint8Array; at: number; nextAt: number },
	): boolean {
		const { database, store } = this.#options;
		return database.transaction(() => {
			const current = store.get(message.sessionId, message.id);
			if (!current || !isOutstanding(current.status)) return false;
			store.setAttempt(message.id, current.attempts + 1, attempt.nextAt);
			if (current.content === null) store.setContent(message.id, attempt.content);
			if (current.status === 'accepted') this.#move(current, 'sending', attempt.at, null);
			return true;
		});
	}

	/** The try that {@link beginAttempt} counted certainly did not leave. */
	retractAttempt(message: StoredMessage): void {
		const { database, store, clock } = this.#options;
		database.transaction(() => {
			const current = store.get(message.sessionId, message.id);
			if (current?.status !== 'sending') return;
			store.setAttempt(message.id, Math.max(0, current.attempts - 1), clock.now());
		});
	}

	/** Tells that an accepted message waits; once per message. @param at - milliseconds since 1970. */
	tellWaiting(message: StoredMessage, waiting: Waiting, at: number): void {
		const { database, store, events } = this.#options;
		database.transaction(() => {
			const current = store.get(message.sessionId, message.id);
			if (current?.status !== 'accepted' || current.waitingToldAt !== null) return;
			store.setWaitingTold(message.id, at);
			const { whatsappId, chat } = current;
			events.publish('message.waiting', message.sessionId, {
				...{ messageId: message.id, whatsappId, chat, waiting },
			});
		});
	}

	/**
	 * Moves a message forward; does nothing where the move is not legal, as when receipts overtake
	 * each other.
	 *
	 * @param at - milliseconds since 1970.
	 * @returns whether it moved.
	 */
	advance(
		message: StoredMessage,
		to: MessageStatus,
		at: number,
		error: MessageError | null = null,
	): boolean {
		const { database, store } = this.#options;
		return database.transaction(() => {
			const current = store.get(message.sessionId, message.id);
			return current !== undefined && this.#move(current, to, at, error);
		});
	}

	/**
	 * As {@link advance}, for a message we sent, by its id at WhatsApp. Does nothing when there is none.
	 *
	 * @param at - milliseconds since 1970.
	 */
	advanceSent(
		{ sessionId, whatsappId }: Pick<StoredMessage, 'sessionId' | 'whatsappId'>,
		to: MessageStatus,
		at: number,
		error: MessageError | null = null,
	): boolean {
		const { database, store } = this.#options;
		return database.transaction(() => {
			const current = store.outgoing(sessionId, whatsappId);
			return current !== undefined && this.#move(current, to, at, error);
		});
	}

	/** @param current - as it is stored at this moment, in the transaction under way. */
	#move(
		current: StoredMessage,
		to: MessageStatus,
		at: number,
		error: MessageError | null,
	): boolean {
		const { store, events, clock } = this.#options;
		if (!mayMove(current, to)) return false;
		store.setStatus(current.id, { status: to, error, at, now: clock.now() });
		if (to === 'sending') return true;
		const { id: messageId, sessionId, whatsappId, chat } = current;
		events.publish('message.status', sessionId, { messageId, whatsappId, chat, status: to, error });
		if (hasReached(to, 'sent') && !hasReached(current.status, 'sent')) {
			applySentChange(current, at, { store, events, view: (changed) => this.view(changed) });
		}
		return true;
	}

	/** What waits for a number goes to the chat that WhatsApp has for it. */
	moveWaiting(
		sessionId: string,
		fromChatId: string,
		{ id, kind, phoneNumber, lid, name }: Chat,
	): void {
		const { database, store } = this.#options;
		const chat = { id, kind, phoneNumber, lid, name };
		database.transaction(() => store.moveWaiting(sessionId, fromChatId, chat));
	}

	/** Notes that the senders of received messages know that they were read. */
	markRead(ids: readonly string[], at: number): void {
		const { database, store } = this.#options;
		database.transaction(() => ids.forEach((id) => store.setRead(id, at)));
	}

	/** Ends everything that waits in the outbox of a session, and what is just being accepted for it. */
	cancelWaiting(sessionId: string): void {
		const { database, store, clock } = this.#options;
		const cancelSome = (waiting: readonly StoredMessage[]): void => {
			for (const message of waiting) {
				if (message.status === 'accepted') this.advance(message, 'cancelled', clock.now());
				else this.advance(message, 'failed', clock.now(), unknownDelivery());
			}
		};
		database.transaction(() => {
			let waiting = store.outbox(sessionId);
			for (; waiting.length > 0; waiting = store.outbox(sessionId)) cancelSome(waiting);
		});
	}

	view(message: StoredMessage): Message {
		return viewMessage(message, {
			statusHistory: this.#options.store.statusHistory(message.id),
			waiting: null,
			receipts: this.#receiptsOf(message),
		});
	}

	#receiptsOf({ id, direction, chat }: StoredMessage): MemberReceipt[] {
		return direction === 'out' && chat.kind === 'group' ? this.#options.receipts.list(id) : [];
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
