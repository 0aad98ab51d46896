import type { AttachmentKind, ChatKind, MessageKind, ReasonCode } from '@waypost/contract';
import type { Readable } from 'node:stream';
import type { SessionCredentials } from '../storage/session-credentials.js';

/** A person or chat as WhatsApp addresses it, in our words. */
export interface Address {
	/** Stable JID without device: the phone-number JID where it is known, else the LID JID or group JID. */
	id: string;
	/** E.164 with `+`, where known. */
	phoneNumber: string | null;
	/** `…@lid`, where known. */
	lid: string | null;
	/** The name the other side chose, where known. */
	name: string | null;
}

export interface ChatAddress extends Address {
	kind: ChatKind;
}

export interface ReceivedMessage {
	whatsappId: string;
	chat: ChatAddress;
	from: Address;
	/** True for what the owner wrote on the phone or another linked device. */
	fromMe: boolean;
	kind: MessageKind;
	text: string | null;
	attachment: ReceivedAttachment | null;
	/** WhatsApp id of the message this one answers. */
	replyTo: string | null;
	/** The encoded `proto.Message`: what a later download or quote needs. */
	content: Uint8Array;
	/** Milliseconds since 1970, by WhatsApp's clock. */
	at: number;
}

export interface ReceivedAttachment {
	mimeType: string;
	fileName: string | null;
	/** Bytes. */
	size: number | null;
	/** Lower-case hex, of the file. */
	sha256: string | null;
}

export type OutgoingContent =
	| { kind: 'text'; text: string }
	| {
			kind: AttachmentKind;
			/** Absolute path of the file on our disk. */
			path: string;
			mimeType: string;
			fileName: string | null;
			caption: string | null;
	  };

export interface Ack {
	whatsappId: string;
	/** Milliseconds since 1970, by WhatsApp's clock. */
	at: number;
	/** WhatsApp's error number when it refused the message. */
	error: number | null;
}

export interface Receipt {
	whatsappIds: readonly string[];
	status: 'sent' | 'delivered' | 'read' | 'played';
	/** Milliseconds since 1970. */
	at: number;
}

/** Why a connection ended, classified by its source first, then its number (`disconnect-reason.ts`). */
export interface Closed {
	reason: ReasonCode;
	/** WhatsApp's number, or Baileys' status code, where there is one. */
	upstreamCode: number | null;
	/** For the log. */
	detail: string;
	/** Seconds WhatsApp asked us to stay away, where it did. */
	retryAfter: number | null;
}

export interface Account {
	phoneNumber: string;
	lid: string | null;
	pushName: string | null;
}

/**
 * What a connection tells. All are called synchronously and in order; none after `closed`, which
 * comes exactly once. A listener that throws ends the connection with `storage-unavailable`.
 */
export interface ConnectionEvents {
	qr(code: { text: string; expiresAt: number }): void;
	/** The phone accepted this device; the credentials are durable. WhatsApp then closes with `restart-required`. */
	paired(): void;
	opened(account: Account): void;
	/** The backlog of the time away has been handed over. */
	caughtUp(): void;
	/** Something came from WhatsApp. At most once a second. */
	traffic(): void;
	ack(ack: Ack): void;
	receipt(receipt: Receipt): void;
	/** Store it before returning. */
	message(message: ReceivedMessage): void;
	closed(closed: Closed): void;
}

/** A send that failed, and whether bytes may have left: if so, only the same id may be sent again. */
export class SendError extends Error {
	override readonly name = 'SendError';
	/** False only when it is certain that nothing was sent. */
	readonly mayHaveLeft: boolean;
	/** A permanent failure, with its code; otherwise the send may be tried again. */
	readonly permanent: 'MEDIA_INVALID' | 'RECIPIENT_NOT_ON_WHATSAPP' | null;

	constructor(
		message: string,
		options: {
			mayHaveLeft: boolean;
			permanent?: SendError['permanent'];
			cause?: unknown;
		},
	) {
		super(message, { cause: options.cause });
		this.mayHaveLeft = options.mayHaveLeft;
		this.permanent = options.permanent ?? null;
	}
}

/** One socket to WhatsApp, in our words. Only `whatsapp/` knows that Baileys is behind it. */
export interface WhatsAppConnection {
	/**
	 * Asks for a pairing code; call it after the first `qr`. Resolves only when WhatsApp registered it.
	 *
	 * @param phoneNumber - E.164 with `+`.
	 * @returns eight characters.
	 */
	requestPairingCode(phoneNumber: string): Promise<string>;
	/**
	 * Builds a message once: uploads its media, makes its thumbnail, draws its secrets.
	 *
	 * @returns the encoded `proto.Message`, to be stored and relayed unchanged on every attempt.
	 * @throws SendError with `mayHaveLeft: false`.
	 */
	prepare(
		content: OutgoingContent,
		to: { chatId: string; whatsappId: string },
	): Promise<Uint8Array>;
	/**
	 * Encrypts for every device of the chat and sends. Resolves when the bytes left: that is not yet
	 * "sent"; wait for `ack`.
	 *
	 * @throws SendError
	 */
	relay(message: { chatId: string; whatsappId: string; content: Uint8Array }): Promise<void>;
	/**
	 * Asks WhatsApp which numbers it knows.
	 *
	 * @param phoneNumbers - E.164 with `+`.
	 * @returns per number asked: the address, or null when it is not on WhatsApp.
	 * @throws WaypostError WHATSAPP_TIMEOUT
	 */
	checkNumbers(phoneNumbers: readonly string[]): Promise<Map<string, Address | null>>;
	/** Tells WhatsApp to forget this device. False when it did not answer within `timeoutMs`. */
	unlink(timeoutMs: number): Promise<boolean>;
	/** Ends the socket and keeps the credentials; resolves when nothing more will be called. */
	close(): Promise<void>;
}

export interface OpenOptions {
	sessionId: string;
	credentials: SessionCredentials;
	events: ConnectionEvents;
	/** The stored bytes of a message we sent, for retry receipts; undefined when we never had it. */
	sentMessage(whatsappId: string): Uint8Array | undefined;
}

/** Makes connections. One per daemon. */
export interface WhatsAppConnector {
	/**
	 * Opens a socket: without an account in the credentials it links, else it logs in.
	 *
	 * @throws CredentialsError when stored credentials are there but cannot be read.
	 */
	open(options: OpenOptions): Promise<WhatsAppConnection>;
	/**
	 * Do these credentials belong to a linked device? False for none, or for a linking that never ended.
	 *
	 * @throws CredentialsError when they are there but cannot be read.
	 */
	isLinked(credentials: SessionCredentials): Promise<boolean>;
	/**
	 * Fetches and decrypts the media of a message received or sent.
	 *
	 * @param content - the encoded `proto.Message`.
	 * @throws WaypostError MEDIA_NOT_FOUND, MEDIA_EXPIRED, MEDIA_DOWNLOAD_FAILED
	 */
	downloadMedia(content: Uint8Array): Promise<Readable>;
	/** The chat behind an E.164 number with `+`, or behind a chat id; nothing is asked of WhatsApp. */
	addressOf(numberOrChatId: string): ChatAddress;
	/** A fresh message id in the shape WhatsApp Web uses: `3EB0` and 18 upper-case hex digits. */
	newMessageId(): string;
	close(): Promise<void>;
}
