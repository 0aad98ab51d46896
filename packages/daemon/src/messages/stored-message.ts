import type {
	Chat,
	Contact,
	ContactCard,
	Direction,
	Location,
	MessageError,
	MessageKind,
	MessageStatus,
	Poll,
} from '@waypost/contract';

/** What is known of a file beside its bytes. */
export interface StoredAttachment {
	mimeType: string;
	fileName: string | null;
	size: number | null;
	sha256: string | null;
}

/** What only some kinds of messages have. */
export interface MessageDetails {
	location?: Location;
	contacts?: ContactCard[];
	poll?: Poll;
	/** The emoji; empty takes a reaction back. */
	reaction?: string;
	mentions?: Contact[];
	/** Incoming: WhatsApp id of the message that a reaction, an edit or a delete is about. */
	target?: string;
	/** Incoming: a delete by an admin of the group. */
	asAdmin?: boolean;
	/** Of a voice note, in seconds. */
	seconds?: number;
	/** Of a voice note: 64 values from 0 to 100, in base64. */
	waveform?: string;
	/** Of a film: a small JPEG, in base64. */
	thumbnail?: string;
	/** Outgoing: show "typing…" before. */
	typing?: boolean;
	/** Outgoing: show what the first link leads to. */
	linkPreview?: boolean;
}

/** A message as stored. Times in milliseconds since 1970. */
export interface StoredMessage {
	/** Order of acceptance or arrival. */
	seq: number;
	id: string;
	sessionId: string;
	direction: Direction;
	whatsappId: string;
	chat: Chat;
	from: Contact;
	kind: MessageKind;
	text: string | null;
	attachment: StoredAttachment | null;
	/** Name of the file in the media folder; null for what WhatsApp still has. */
	mediaFile: string | null;
	replyTo: string | null;
	details: MessageDetails;
	/** Id of the message that this reaction, edit or delete is about; null when it was never seen. */
	targetId: string | null;
	/** Not to be sent before; null for at once. */
	sendAt: number | null;
	/** Not to be sent any more from then on. */
	expiresAt: number | null;
	editedAt: number | null;
	/** Deleted for everyone. */
	deletedAt: number | null;
	/** When its sender was told that it was read. */
	readAt: number | null;
	/** When `message.waiting` was published for it. */
	waitingToldAt: number | null;
	status: MessageStatus;
	error: MessageError | null;
	/** The encoded `proto.Message`; null for an outgoing one until it is prepared. */
	content: Uint8Array | null;
	/** Times it was handed to a connection. */
	attempts: number;
	/** Not to be tried before. */
	nextAt: number;
	idempotencyKey: string | null;
	fingerprint: string | null;
	at: number;
}

export type NewMessage = Omit<
	StoredMessage,
	'seq' | 'editedAt' | 'deletedAt' | 'readAt' | 'waitingToldAt'
>;
