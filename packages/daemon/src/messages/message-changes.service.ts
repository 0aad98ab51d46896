import type { Accepted, MessageAcceptance } from './accept/message-acceptance.js';
import { draftOfChange } from './accept/draft.js';
import type { MessagesService } from './messages.service.js';

export interface MessageChangesServiceOptions {
	acceptance: Pick<MessageAcceptance, 'accept'>;
	messages: Pick<MessagesService, 'find'>;
	/** Takes a message out of the outbox. False when it is not waiting there any more. */
	cancel: (sessionId: string, messageId: string) => boolean;
}

/**
 * Changes messages that were sent, or takes them back. A change is a message of its own, which goes
 * through the outbox like any other; the message it is about changes once WhatsApp has it.
 */
export class MessageChangesService {
	readonly #options: MessageChangesServiceOptions;

	constructor(options: MessageChangesServiceOptions) {
		this.#options = options;
	}

	/**
	 * Gives a message a new text, or a new caption.
	 *
	 * @returns the edit.
	 * @throws WaypostError MESSAGE_NOT_FOUND, MESSAGE_NOT_EDITABLE, TEXT_TOO_LONG, INVALID_REQUEST
	 */
	edit(
		sessionId: string,
		targetId: string,
		text: string,
		idempotencyKey: string | null,
	): Promise<Accepted> {
		const draft = draftOfChange({ kind: 'edit', targetId, text });
		return this.#options.acceptance.accept(sessionId, draft, idempotencyKey);
	}

	/**
	 * Cancels a message that still waits, else deletes it for everyone.
	 *
	 * @returns the delete; null when the message is cancelled, now or before.
	 * @throws WaypostError MESSAGE_NOT_FOUND, MESSAGE_NOT_DELETABLE
	 */
	async delete(
		sessionId: string,
		targetId: string,
		idempotencyKey: string | null,
	): Promise<Accepted | null> {
		const { acceptance, messages, cancel } = this.#options;
		const { status } = messages.find(sessionId, targetId);
		if (status === 'cancelled' || cancel(sessionId, targetId)) return null;
		const draft = draftOfChange({ kind: 'delete', targetId });
		return acceptance.accept(sessionId, draft, idempotencyKey);
	}
}
