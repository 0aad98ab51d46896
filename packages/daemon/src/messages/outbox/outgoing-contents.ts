import type { Clock } from '../../runtime/clock.js';
import {
	SendError,
	type LinkPreview,
	type OutgoingContent,
	type WhatsAppConnection,
} from '../../whatsapp/whatsapp-connection.js';
import type { MessageLog } from '../message-log.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { outgoingContent } from './outgoing-content.js';
import type { RecipientCheck } from '../contacts/recipient-check.js';

export interface OutgoingContentsOptions {
	store: MessagesStore;
	log: Pick<MessageLog, 'moveWaiting'>;
	/** What waited for a chat of this session waits for another one now. */
	onMoved: (sessionId: string) => void;
	recipients: Pick<RecipientCheck, 'settle'>;
	media: {
		pathOf(mediaFile: string): string;
		fetchLinkPreview(text: string): Promise<LinkPreview | null>;
	};
	clock: Clock;
}

/** Makes what messages say, when they are about to leave. */
export class OutgoingContents {
	readonly #options: OutgoingContentsOptions;

	constructor(options: OutgoingContentsOptions) {
		this.#options = options;
	}

	/**
	 * What a message says, for a recipient that is known to exist.
	 *
	 * @throws SendError, also when the message turned out to belong to another chat: the next try
	 *   finds it there.
	 */
	async of(
		message: StoredMessage,
		connection: Pick<WhatsAppConnection, 'checkNumbers'>,
	): Promise<OutgoingContent> {
		const { store, log, recipients, media, clock, onMoved } = this.#options;
		const chat = await recipients.settle(message, connection);
		if (chat.id !== message.chat.id) {
			log.moveWaiting(message.sessionId, message.chat.id, chat);
			onMoved(message.sessionId);
			throw new SendError('WhatsApp spells the number of the recipient otherwise.', {
				mayHaveLeft: false,
			});
		}
		return outgoingContent(message, {
			store,
			mediaPath: (mediaFile) => media.pathOf(mediaFile),
			fetchLinkPreview: (text) => media.fetchLinkPreview(text),
			clock,
		});
	}
}
