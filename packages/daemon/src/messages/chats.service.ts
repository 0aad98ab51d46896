import type { SessionState, TypingState } from '@waypost/contract';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { ChatAddress, WhatsAppConnection } from '../whatsapp/whatsapp-connection.js';
import type { ChatAddresses } from './contacts/chat-addresses.js';
import type { MessageLog } from './message-log.js';
import { invalidField } from './message-text.js';
import type { MessagesStore, StoredMessage } from './messages.store.js';
import { messageKey } from './outbox/outgoing-content.js';
import { parseRecipient } from './recipient.js';

/** What of a connection a chat needs. */
type Connection = Pick<WhatsAppConnection, 'markRead' | 'showTyping'>;
/** What of a session a chat needs. */
interface Session {
	readonly record: { readonly id: string };
	readonly state: SessionState;
	readonly connection: Connection | null;
}

export interface ChatsServiceOptions {
	/** @throws WaypostError SESSION_NOT_FOUND */
	sessions: { find(sessionId: string): Session };
	store: Pick<MessagesStore, 'get' | 'unread'>;
	log: Pick<MessageLog, 'markRead'>;
	addresses: ChatAddresses;
	clock: Clock;
}

/** Messages marked at once; those before them are marked by the next call. */
const MOST_MARKED = 1_000;

/** What one does in a chat without writing in it: reading, and typing. */
export class ChatsService {
	readonly #options: ChatsServiceOptions;
	/** Ends of what is shown now, by session and chat. */
	readonly #endings = new Map<string, CancelTimer>();

	constructor(options: ChatsServiceOptions) {
		this.#options = options;
	}

	/**
	 * Tells the senders of received messages that they were read.
	 *
	 * @param chat - a phone number or a chat id.
	 * @param messageIds - all unread ones of the chat when undefined.
	 * @returns the ids of those that were unread until now.
	 * @throws WaypostError INVALID_NUMBER, MESSAGE_NOT_FOUND, INVALID_REQUEST, WHATSAPP_NOT_READY,
	 *   WHATSAPP_TIMEOUT
	 */
	async markRead(
		sessionId: string,
		chat: string,
		messageIds: readonly string[] | undefined,
	): Promise<string[]> {
		const { store, log, clock } = this.#options;
		const session = this.#options.sessions.find(sessionId);
		const { id: chatId } = this.#address(session, chat);
		const ids = messageIds ?? store.unread(sessionId, chatId, MOST_MARKED);
		const unread = ids
			.map((id, index) => this.#received(sessionId, chatId, id, index))
			.filter(({ readAt }) => readAt === null);
		const connection = connectionOf(session);
		if (unread.length === 0) return [];
		await connection.markRead(unread.map(messageKey));
		const readIds = unread.map(({ id }) => id);
		log.markRead(readIds, clock.now());
		return readIds;
	}

	/**
	 * Shows "typing…" or "recording…" in a chat for some seconds, or ends it. The phone's own presence
	 * stays as it is: this account never looks online because of it.
	 *
	 * @throws WaypostError INVALID_NUMBER, WHATSAPP_NOT_READY
	 */
	async showTyping(
		sessionId: string,
		chat: string,
		state: TypingState,
		seconds: number,
	): Promise<void> {
		const session = this.#options.sessions.find(sessionId);
		const { id: chatId } = this.#address(session, chat);
		const connection = connectionOf(session);
		const key = `${sessionId} ${chatId}`;
		this.#cancelEnding(key);
		await connection.showTyping(chatId, state);
		// Somebody else may have asked for it meanwhile.
		this.#cancelEnding(key);
		if (state === 'paused') return;
		const cancel = this.#options.clock.after(seconds * 1_000, () => {
			this.#endings.delete(key);
			// A connection that is gone took what it showed with it.
			if (session.connection === connection) void endTyping(connection, chatId);
		});
		this.#endings.set(key, cancel);
	}

	/** Shows nothing any more; what is shown now ends by itself at WhatsApp. */
	close(): void {
		for (const cancel of this.#endings.values()) cancel();
		this.#endings.clear();
	}

	#cancelEnding(key: string): void {
		this.#endings.get(key)?.();
		this.#endings.delete(key);
	}

	#address({ record }: Session, chat: string): ChatAddress {
		return this.#options.addresses.find(record.id, parseRecipient(chat));
	}

	#received(sessionId: string, chatId: string, id: string, index: number): StoredMessage {
		const path = `/messageIds/${index}`;
		const message = this.#options.store.get(sessionId, id);
		if (!message) {
			const words = `Session '${sessionId}' has no message '${id}'.`;
			throw new WaypostError('MESSAGE_NOT_FOUND', words, {
				fields: [{ path, code: 'MESSAGE_NOT_FOUND', message: words }],
			});
		}
		if (message.chat.id !== chatId) throw invalidField(path, 'It is in another chat.');
		if (message.direction === 'out') throw invalidField(path, 'It was sent from this number.');
		return message;
	}
}

function connectionOf({ connection, record, state }: Session): Connection {
	if (connection) return connection;
	throw new WaypostError(
		'WHATSAPP_NOT_READY',
		`Session '${record.id}' is ${state}, so WhatsApp cannot be told. Wait until it is connected.`,
		{ retryAfter: 5 },
	);
}

/** It would end by itself a little later. */
const endTyping = (connection: Connection, chatId: string): Promise<void> =>
	connection.showTyping(chatId, 'paused').catch(() => {});
