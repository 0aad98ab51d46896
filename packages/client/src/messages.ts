import type {
	Direction,
	Message,
	MessageStatus,
	Page,
	SendMessage,
	SendQuery,
} from '@waypost/contract';
import { path } from './address.js';
import { attachmentBody, type AttachmentDetails, type AttachmentFile } from './attachment-file.js';
import { Media } from './media.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

export interface SendOptions extends CallOptions {
	/**
	 * Hold the answer until WhatsApp has the message (`sent`) or the other phone has it
	 * (`delivered`). Default: answer as soon as the message is stored (`accepted`).
	 */
	wait?: NonNullable<SendQuery['wait']>;
	/**
	 * Seconds to hold it, at most 60. Default: 10. When they are over the message is answered as it
	 * is: look at its `status`.
	 */
	timeout?: number;
	/**
	 * Makes a repeated send harmless: the same key and content give the same message. 1 to 255
	 * visible ASCII characters, such as an order number. Default: none.
	 */
	idempotencyKey?: string;
}

/** Options of {@link Messages.sendAttachment}: those of a send, and how the file is shown. */
export interface SendAttachmentOptions extends SendOptions, AttachmentDetails {}

export interface ListMessagesOptions extends ListOptions {
	/** Only this chat: a phone number or a chat id. */
	chat?: string;
	/** Only sent (`out`) or only received (`in`) ones. */
	direction?: Direction;
	/** Only those with this status. */
	status?: MessageStatus;
}

export interface MediaOptions extends CallOptions {
	/** A part of the file, as the Range header says it: `bytes=0-1023`. Default: all of it. */
	range?: string;
}

/** Seconds the daemon holds an answer when `timeout` is not given (contract, SendQuery). */
const DEFAULT_HOLD = 10;

/** Send messages, read them, fetch their media. Nothing here is repeated by itself. */
export class Messages {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Sends a text. `to` is a phone number with its country code in any common spelling, or a chat
	 * id from an event. Resolves when the daemon has stored the message: from then on it is sent
	 * even if the daemon restarts. Needs `messages:send`.
	 *
	 * @example
	 * const message = await waypost.messages.sendText('sales', '+49 170 0000001', 'Hello!', { wait: 'sent' });
	 * console.log(message.status); // 'sent', or 'accepted' when that took over 10 seconds
	 * @throws ApiError `INVALID_NUMBER`, `RECIPIENT_NOT_ON_WHATSAPP`, `TEXT_TOO_LONG` (all 422),
	 *   `SESSION_NOT_FOUND` (404), `IDEMPOTENCY_KEY_REUSED` (422)
	 */
	sendText(
		sessionId: string,
		to: string,
		text: string,
		options: SendOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, { to, text }, options);
	}

	/**
	 * Sends a file: image, video, audio, voice note, document or sticker. Needs `messages:send`.
	 *
	 * @example
	 * const picture = await openAsBlob('offer.png'); // node:fs
	 * await waypost.messages.sendAttachment('sales', '+49 170 0000001', picture, {
	 *   caption: 'Our offer',
	 *   fileName: 'offer.png',
	 * });
	 * @throws ApiError `MEDIA_INVALID` (422), `PAYLOAD_TOO_LARGE` (413), and those of `sendText`
	 */
	sendAttachment(
		sessionId: string,
		to: string,
		file: AttachmentFile,
		options: SendAttachmentOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, attachmentBody(to, file, options), options);
	}

	/** Sends a body as the API takes it, for what has no method of its own. */
	send(sessionId: string, message: SendMessage, options: SendOptions = {}): Promise<Message> {
		return this.#send(sessionId, message, options);
	}

	/** One page of the messages of a session, newest first. Needs `messages:read`. */
	list(sessionId: string, options: ListMessagesOptions = {}): Promise<Page<Message>> {
		const { signal, ...query } = options;
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/messages`,
			query,
			signal,
		});
	}

	/** Every message of a session, newest first, page after page. */
	listAll(
		sessionId: string,
		options: ListMessagesOptions = {},
	): AsyncGenerator<Message, void, undefined> {
		return rowsOf((page) => this.list(sessionId, page), options);
	}

	/** One message with its status history. @throws ApiError `MESSAGE_NOT_FOUND` (404) */
	get(sessionId: string, messageId: string, options: CallOptions = {}): Promise<Message> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/messages/${messageId}`,
			signal: options.signal,
		});
	}

	/**
	 * The bytes of an attachment. `timeoutMs` counts until they begin to arrive. Needs `media:read`.
	 *
	 * @example
	 * const media = await waypost.messages.media('sales', message.id);
	 * await writeFile('picture.jpg', media.stream); // node:fs/promises
	 * @throws ApiError `MEDIA_NOT_FOUND` (404), `MEDIA_EXPIRED` (410)
	 */
	async media(sessionId: string, messageId: string, options: MediaOptions = {}): Promise<Media> {
		const response = await this.#requester.open({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/messages/${messageId}/media`,
			headers: { accept: '*/*', range: options.range },
			signal: options.signal,
		});
		return new Media(response);
	}

	#send(sessionId: string, body: object, options: SendOptions): Promise<Message> {
		const { wait, timeout, idempotencyKey, signal } = options;
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/messages`,
			query: { wait, timeout },
			body,
			headers: { 'idempotency-key': idempotencyKey },
			signal,
			hold: wait === undefined ? 0 : (timeout ?? DEFAULT_HOLD),
		});
	}
}
