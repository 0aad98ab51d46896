import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../storage/database.js';
import type { OutgoingContent, WhatsAppConnection } from '../../whatsapp/whatsapp-connection.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { showTypingBefore, typingTime } from './typing-before.js';

export interface PreparationOptions {
	connection: WhatsAppConnection;
	database: Database;
	messages: Pick<MessagesStore, 'setContent'>;
	/** What a stored message says, in the words of the connection. @throws SendError */
	contentOf: (message: StoredMessage, connection: WhatsAppConnection) => Promise<OutgoingContent>;
	clock: Clock;
	/** Ends waits at once. */
	signal: AbortSignal;
}

/** Uploads and the like at the same time. */
const MOST_AT_ONCE = 3;

/** Makes the encoded content of messages, once each; what takes a while holds up its own chat alone. */
export class Preparation {
	readonly #options: PreparationOptions;
	#running = 0;

	constructor(options: PreparationOptions) {
		this.#options = options;
	}

	/** True while no more of the long ones may begin. */
	get isFull(): boolean {
		return this.#running >= MOST_AT_ONCE;
	}

	/** True for what must be fetched, uploaded or typed first. */
	takesLong(message: StoredMessage): boolean {
		const mustBeMade = message.content === null;
		const isFetched = message.attachment !== null || message.details.linkPreview === true;
		return (mustBeMade && isFetched) || typingTime(message) > 0;
	}

	/** @throws SendError */
	async contentOf(message: StoredMessage): Promise<Uint8Array> {
		if (message.content) return message.content;
		const { connection, contentOf } = this.#options;
		const { chat, whatsappId } = message;
		return connection.prepare(await contentOf(message, connection), {
			chatId: chat.id,
			whatsappId,
		});
	}

	/** Does what takes long; the content is stored when it resolves. @throws SendError */
	async run(message: StoredMessage): Promise<void> {
		const { connection, database, messages, clock, signal } = this.#options;
		this.#running += 1;
		try {
			if (message.content === null) {
				const content = await this.contentOf(message);
				if (signal.aborted) return;
				await database.commitGrouped(() => messages.setContent(message.id, content));
			}
			await showTypingBefore({ connection, message, clock, signal });
		} finally {
			this.#running -= 1;
		}
	}
}
