import type { Direction, Message, MessageStatus, Page, SendMessage } from '@waypost/contract';
import { path } from './address.js';
import { attachmentBody, type AttachmentDetails, type AttachmentFile } from './attachment-file.js';
import { Media } from './media.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import {
	deliveryOf,
	sendFields,
	type DeliveryOptions,
	type SendOptions,
	type SendTextOptions,
} from './send-options.js';
import type { CallOptions } from './sessions.js';

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
		options: SendTextOptions = {},
	): Promise<Message> {
		const { linkPreview } = options;
		const preview = linkPreview === undefined ? {} : { linkPreview };
		return this.#send(sessionId, { to, text, ...preview, ...sendFields(options) }, options);
	}

	/**
	 * Sends a file: image, video, audio, voice note, document or sticker. A recording becomes a voice
	 * note with `kind: 'voice-note'`. Needs `messages:send`.
	 *
	 * @example
	 * const picture = await openAsBlob('offer.png'); // node:fs
	 * await waypost.messages.sendAttachment('sales', '+49 170 0000001', picture, {
	 *   caption: 'Our offer',
	 *   fileName: 'offer.png',
	 * });
	 * await waypost.messages.sendAttachment('sales', '+49 170 0000001', {
	 *   url: 'https://example.com/offer.pdf',
	 * });
	 * @throws ApiError `MEDIA_INVALID` (422), `PAYLOAD_TOO_LARGE` (413), `FFMPEG_MISSING` (422), for a
	 *   URL `URL_BLOCKED` (422), `URL_FETCH_FAILED` (502) and `URL_FETCH_TIMEOUT` (504), for a path
	 *   `MEDIA_PATH_INVALID` (422), and those of `sendText`
	 */
	sendAttachment(
		sessionId: string,
		to: string,
		file: AttachmentFile,
		options: SendAttachmentOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, attachmentBody(to, file, options), options);
	}

	/**
	 * Sends a place on the map.
	 *
	 * @example
	 * const place = { latitude: 52.5163, longitude: 13.3777, name: 'Brandenburger Tor' };
	 * await waypost.messages.sendLocation('sales', '+49 170 0000001', place);
	 */
	sendLocation(
		sessionId: string,
		to: string,
		location: NonNullable<SendMessage['location']>,
		options: SendOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, { to, location, ...sendFields(options) }, options);
	}

	/**
	 * Sends a contact card with one phone number, which the recipient can write to.
	 *
	 * @throws ApiError `INVALID_NUMBER` (422) naming `/contact/phoneNumber`, and those of `sendText`
	 */
	sendContact(
		sessionId: string,
		to: string,
		contact: NonNullable<SendMessage['contact']>,
		options: SendOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, { to, contact, ...sendFields(options) }, options);
	}

	/**
	 * Sends a poll with 2 to 12 options, of which one may be chosen, or several with `multiple`.
	 *
	 * @example
	 * const poll = { question: 'Lunch?', options: ['Pizza', 'Soup'] };
	 * await waypost.messages.sendPoll('sales', groupId, poll);
	 */
	sendPoll(
		sessionId: string,
		to: string,
		poll: NonNullable<SendMessage['poll']>,
		options: SendOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, { to, poll, ...sendFields(options) }, options);
	}

	/**
	 * Reacts to a message with an emoji; an empty text takes the reaction back.
	 *
	 * @returns the reaction: a message of its own.
	 * @throws ApiError `MESSAGE_NOT_FOUND` (404)
	 */
	react(
		sessionId: string,
		messageId: string,
		emoji: string,
		options: DeliveryOptions = {},
	): Promise<Message> {
		return this.#send(sessionId, { reaction: { messageId, emoji } }, options);
	}

	/**
	 * Changes the text or the caption of a message that was sent at most 15 minutes ago.
	 *
	 * @returns the edit: a message of its own. The edited one changes once WhatsApp has it, which the
	 *   event `message.edited` tells.
	 * @throws ApiError `MESSAGE_NOT_FOUND` (404), `MESSAGE_NOT_EDITABLE` (409)
	 */
	edit(
		sessionId: string,
		messageId: string,
		text: string,
		options: DeliveryOptions = {},
	): Promise<Message> {
		return this.#requester.json({
			method: 'PATCH',
			path: path`/v1/sessions/${sessionId}/messages/${messageId}`,
			body: { text },
			...deliveryOf(options),
		});
	}

	/**
	 * Cancels a message that still waits, else deletes it for everyone, at most 48 hours after it was
	 * sent.
	 *
	 * @returns the message itself, `cancelled`; or the delete, a message of its own: the event
	 *   `message.deleted` tells when WhatsApp has it.
	 * @throws ApiError `MESSAGE_NOT_FOUND` (404), `MESSAGE_NOT_DELETABLE` (409)
	 */
	delete(sessionId: string, messageId: string, options: DeliveryOptions = {}): Promise<Message> {
		return this.#requester.json({
			method: 'DELETE',
			path: path`/v1/sessions/${sessionId}/messages/${messageId}`,
			...deliveryOf(options),
		});
	}

	/** Sends a body as the API takes it. */
	send(sessionId: string, message: SendMessage, options: DeliveryOptions = {}): Promise<Message> {
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

	#send(
		sessionId: string,
		body: SendMessage | FormData,
		options: DeliveryOptions,
	): Promise<Message> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/messages`,
			body,
			...deliveryOf(options),
		});
	}
}
