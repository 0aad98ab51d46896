import type { ListMessages, Message, Page } from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import { waitUntil } from '../events/wait-until.js';
import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { ChatAddresses } from './contacts/chat-addresses.js';
import type { MessageLog } from './message-log.js';
import { hasReached, hasSettled } from './message-status.js';
import type { MessagesStore, StoredMessage } from './messages.store.js';
import { parseRecipient } from './recipient.js';
import type { WaitingReasons } from './outbox/waiting-reasons.js';

export interface MessagesServiceOptions {
	store: MessagesStore;
	log: MessageLog;
	waiting: WaitingReasons;
	addresses: ChatAddresses;
	events: EventLog;
	clock: Clock;
}

/** Answers what is known of messages. */
export class MessagesService {
	readonly #options: MessagesServiceOptions;

	constructor(options: MessagesServiceOptions) {
		this.#options = options;
	}

	/** @throws WaypostError MESSAGE_NOT_FOUND */
	find(sessionId: string, messageId: string): StoredMessage {
		const message = this.#options.store.get(sessionId, messageId);
		if (!message) {
			throw new WaypostError(
				'MESSAGE_NOT_FOUND',
				`Session '${sessionId}' has no message '${messageId}'.`,
			);
		}
		return message;
	}

	get(sessionId: string, messageId: string): Message {
		return this.#view(this.find(sessionId, messageId));
	}

	list(sessionId: string, query: ListMessages & { limit: number }): Page<Message> {
		const { store } = this.#options;
		if (query.after !== undefined) this.#checkCursor(sessionId, query.after);
		const rows = store.list(sessionId, {
			chatId: query.chat === undefined ? undefined : this.#chatId(sessionId, query.chat),
			direction: query.direction,
			status: query.status,
			after: query.after,
			limit: query.limit + 1,
		});
		const page = rows.slice(0, query.limit);
		return {
			data: page.map((message) => this.#view(message)),
			next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
		};
	}

	#checkCursor(sessionId: string, after: string): void {
		if (this.#options.store.get(sessionId, after)) return;
		throw new WaypostError('INVALID_REQUEST', '`after` is not the `next` of a page of this list.', {
			fields: [{ path: '/after', code: 'unknown', message: 'There is no such message.' }],
		});
	}

	#chatId(sessionId: string, chat: string): string {
		return this.#options.addresses.find(sessionId, parseRecipient(chat)).id;
	}

	/** Waits until the message is as far as `goal` or has failed; resolves at the time-out or abort as well. */
	async waitFor(
		sessionId: string,
		messageId: string,
		goal: 'sent' | 'delivered',
		timeoutMs: number,
		signal: AbortSignal,
	): Promise<{ reached: boolean; message: Message }> {
		const { events, clock, store } = this.#options;
		const status = () => store.get(sessionId, messageId)?.status ?? 'cancelled';
		await waitUntil({
			isDone: () => hasSettled(status(), goal),
			concerns: ({ type, data }) => type === 'message.status' && data.messageId === messageId,
			...{ events, clock, timeoutMs, signal },
		});
		const message = this.get(sessionId, messageId);
		return { reached: hasReached(message.status, goal), message };
	}

	#view(message: StoredMessage): Message {
		const { log, waiting } = this.#options;
		return { ...log.view(message), waiting: waiting.of(message) };
	}
}
