import { WaypostError } from '../runtime/waypost-error.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { MessagesStore } from './messages.store.js';
import { messageKey } from './outbox/outgoing-content.js';

export interface MediaReuploadOptions {
	sessions: Pick<SessionsService, 'find'>;
	store: Pick<MessagesStore, 'get' | 'setContent'>;
}

/** Gets back files that WhatsApp's servers have deleted, from the phone that still has them. */
export class MediaReupload {
	readonly #options: MediaReuploadOptions;

	constructor(options: MediaReuploadOptions) {
		this.#options = options;
	}

	/**
	 * @returns the encoded message with the new place of its file, stored.
	 * @throws WaypostError MEDIA_EXPIRED when the phone does not have it any more or does not answer,
	 *   or the session is not connected.
	 */
	async request({ sessionId, id }: { sessionId: string; id: string }): Promise<Uint8Array> {
		const { sessions, store } = this.#options;
		const message = store.get(sessionId, id);
		if (!message?.content) throw new WaypostError('MEDIA_EXPIRED');
		const { connection } = sessions.find(sessionId);
		if (!connection) {
			throw new WaypostError(
				'MEDIA_EXPIRED',
				`WhatsApp no longer has this file, and the phone cannot be asked for it: session '${sessionId}' is not connected. Try again when it is.`,
			);
		}
		const content = await connection.requestReupload(messageKey(message), message.content);
		store.setContent(id, content);
		return content;
	}
}
