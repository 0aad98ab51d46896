import type { ShowTyping, TypingState } from '@waypost/contract';
import { path } from './address.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

export interface MarkReadOptions extends CallOptions {
	/** Only these messages. Default: all unread ones of the chat. */
	messageIds?: readonly string[];
}

export interface ShowTypingOptions extends CallOptions {
	/** What to show; `paused` ends it. Default: `typing`. */
	state?: TypingState;
	/** When it ends by itself, 1 to 60. Default: 10. */
	seconds?: NonNullable<ShowTyping['seconds']>;
}

/**
 * What one does in a chat without writing in it. A chat is named by a phone number or a chat id.
 * Needs `messages:send`.
 */
export class Chats {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Tells the senders that their messages were read.
	 *
	 * @returns the ids of those that were unread until now.
	 * @throws ApiError `MESSAGE_NOT_FOUND` (404), `WHATSAPP_NOT_READY` (503) while not connected
	 */
	async markRead(
		sessionId: string,
		chat: string,
		{ messageIds, signal }: MarkReadOptions = {},
	): Promise<string[]> {
		const marked = await this.#requester.json<{ messageIds: string[] }>({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/chats/${chat}/read`,
			body: messageIds === undefined ? {} : { messageIds: [...messageIds] },
			signal,
		});
		return marked.messageIds;
	}

	/**
	 * Shows "typing…" or "recording…" for some seconds. To show it before a message, send that with
	 * `typing: true`.
	 *
	 * @throws ApiError `WHATSAPP_NOT_READY` (503) while not connected
	 */
	showTyping(
		sessionId: string,
		chat: string,
		{ state, seconds, signal }: ShowTypingOptions = {},
	): Promise<void> {
		const body = {
			...(state !== undefined && { state }),
			...(seconds !== undefined && { seconds }),
		};
		return this.#requester.nothing({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/chats/${chat}/typing`,
			body,
			signal,
		});
	}
}
