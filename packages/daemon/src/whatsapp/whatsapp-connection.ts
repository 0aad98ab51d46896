import type {
	AttachmentKind,
	ChatKind,
	ContactCard,
	GroupChange,
	GroupRole,
	Location,
	MessageKind,
	Poll,
	ReasonCode,
	TypingState,
} from '@waypost/contract';
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
	location: Location | null;
	contacts: readonly ContactCard[];
	poll: Poll | null;
	/** The emoji of a reaction; empty when it is taken back. */
	reaction: string | null;
	/** WhatsApp id of the message a reaction is about. */
	target: string | null;
	mentions: readonly Address[];
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

/** Somebody changed or deleted a message for everyone. */
export interface ReceivedChange {
	kind: 'edit' | 'delete';
	/** Of the change itself. */
	whatsappId: string;
	/** WhatsApp id of the message it is about. */
	target: string;
	chat: ChatAddress;
	/** Who did it. */
	from: Address;
	/** True for what the owner did on the phone or another linked device. */
	fromMe: boolean;
	/** A delete that WhatsApp let through as one by an admin of the group. */
	asAdmin: boolean;
	/** The new text or caption; null for a delete. */
	text: string | null;
	/** The encoded `proto.Message` of the new content; null for a delete. */
	content: Uint8Array | null;
	/** Milliseconds since 1970. */
	at: number;
}

/** A message of WhatsApp by its place; the connection picks the addresses the wire wants. */
export interface MessageKey {
	chat: Address;
	whatsappId: string;
	fromMe: boolean;
	/** Who wrote it. */
	from: Address;
}

/** A message that is answered. */
export interface Quote {
	key: MessageKey;
	/** Its encoded `proto.Message`. */
	content: Uint8Array;
}

/** What a link leads to. */
export interface LinkPreview {
	/** As written in the text. */
	url: string;
	title: string;
	description: string | null;
	/** A small JPEG. */
	thumbnail: Uint8Array | null;
}

export interface OutgoingFile {
	kind: AttachmentKind;
	/** Absolute path of the file on our disk. */
	path: string;
	mimeType: string;
	fileName: string | null;
	caption: string | null;
	/** Of a voice note, in seconds. */
	seconds: number | null;
	/** Of a voice note: 64 values from 0 to 100. */
	waveform: Uint8Array | null;
	/** Of a film: a small JPEG. */
	thumbnail?: Uint8Array | null;
}

export type OutgoingBody =
	| { kind: 'text'; text: string; linkPreview: LinkPreview | null }
	| OutgoingFile
	| { kind: 'location'; location: Location }
	| { kind: 'contact'; contacts: readonly ContactCard[] }
	| { kind: 'poll'; poll: Poll }
	| { kind: 'reaction'; target: MessageKey; emoji: string }
	/** `original` is the encoded message that is changed: a caption stays with its picture. */
	| { kind: 'edit'; target: MessageKey; original: Uint8Array; text: string }
	| { kind: 'delete'; target: MessageKey };

export type OutgoingContent = OutgoingBody & {
	replyTo: Quote | null;
	mentions: readonly Address[];
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
	/** The member it is from, in a group; null elsewhere. */
	member: Address | null;
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

/** A group as WhatsApp describes it. */
export interface GroupInfo {
	/** `…@g.us` */
	id: string;
	subject: string;
	description: string | null;
	owner: Address | null;
	/** Milliseconds since 1970. */
	createdAt: number | null;
	addressing: 'lid' | 'phone-number';
	onlyAdminsWrite: boolean;
	onlyAdminsEdit: boolean;
	members: readonly (Address & { role: GroupRole })[];
}

/** Something happened to a group. */
export interface GroupNotice {
	/** Of the notification; the same when it comes again. */
	id: string;
	chat: ChatAddress;
	change: GroupChange;
	by: Address | null;
	members: readonly Address[];
	/** The new subject or description. */
	value: string | null;
	/** Milliseconds since 1970. */
	at: number;
}

/** WhatsApp lets this number write to new people no more, until then; null when it does not say. */
export interface TimeLock {
	until: number | null;
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
	/** Store it before returning. */
	changed(change: ReceivedChange): void;
	/** Store it before returning. */
	groupChanged(notice: GroupNotice): void;
	/** Both addresses of a person became known. */
	contact(contact: { lid: string; phoneNumber: string }): void;
	/** Null when the lock has ended. */
	restricted(lock: TimeLock | null): void;
	closed(closed: Closed): void;
}

/** A send that failed, and whether bytes may have left: if so, only the same id may be sent again. */
export class SendError extends Error {
	override readonly name = 'SendError';
	/** False only when it is certain that nothing was sent. */
	readonly mayHaveLeft: boolean;
	/** A permanent failure, with its code; otherwise the send may be tried again. */
	readonly permanent:
		| 'MEDIA_INVALID'
		| 'RECIPIENT_NOT_ON_WHATSAPP'
		| 'NOT_IN_GROUP'
		| 'NOT_GROUP_ADMIN'
		| 'MESSAGE_NOT_FOUND'
		| 'MESSAGE_NOT_EDITABLE'
		| 'MESSAGE_NOT_DELETABLE'
		| null;

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
	 * @param message.refresh - asks WhatsApp anew for devices, keys and group members first.
	 * @throws SendError
	 */
	relay(message: {
		chatId: string;
		whatsappId: string;
		content: Uint8Array;
		refresh?: boolean;
	}): Promise<void>;
	/**
	 * Asks WhatsApp which numbers it knows.
	 *
	 * @param phoneNumbers - E.164 with `+`.
	 * @returns per number asked: the address, or null when it is not on WhatsApp.
	 * @throws WaypostError WHATSAPP_TIMEOUT
	 */
	checkNumbers(phoneNumbers: readonly string[]): Promise<Map<string, Address | null>>;
	/**
	 * Tells the senders that their messages were read.
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, WHATSAPP_TIMEOUT
	 */
	markRead(messages: readonly MessageKey[]): Promise<void>;
	/** Shows or ends "typing…" in a chat. Does not make this account look online for longer. */
	showTyping(chatId: string, state: TypingState): Promise<void>;
	/**
	 * The groups this account is a member of.
	 *
	 * @throws WaypostError WHATSAPP_TIMEOUT, WHATSAPP_NOT_READY
	 */
	groups(): Promise<GroupInfo[]>;
	/** @throws WaypostError GROUP_NOT_FOUND, NOT_IN_GROUP, WHATSAPP_TIMEOUT, WHATSAPP_NOT_READY */
	group(id: string): Promise<GroupInfo>;
	/** Asks WhatsApp whether it restricts this number. @throws WaypostError WHATSAPP_TIMEOUT */
	timeLock(): Promise<TimeLock | null>;
	/**
	 * Asks the phone to upload the file of a message again.
	 *
	 * @param content - the encoded `proto.Message`.
	 * @returns it with its new place.
	 * @throws WaypostError MEDIA_EXPIRED, WHATSAPP_TIMEOUT
	 */
	requestReupload(key: MessageKey, content: Uint8Array): Promise<Uint8Array>;
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
	/** The phone number (E.164 with `+`) behind a `…@lid`, as learned by any earlier connection. */
	phoneNumberOf(lid: string): string | undefined;
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
