import type { AttachmentKind } from '../baileys/media.js';
import type {
	MessageCard,
	MessageInvite,
	MessageLink,
	MessageLocation,
	MessagePoll,
} from '../baileys/message-details.js';

export type DisplayedKind =
	| 'text'
	| AttachmentKind
	| 'reaction'
	| 'location'
	| 'contact'
	| 'poll'
	| 'group-invite'
	/** Something about the chat, such as that messages disappear. */
	| 'notice'
	| 'other';

/** An attachment as the phone shows it, decrypted from the sandbox's own media store. */
export interface DisplayedAttachment {
	readonly kind: AttachmentKind;
	readonly mimeType: string;
	readonly fileName: string | null;
	/** Bytes after decryption. */
	readonly size: number;
	/** Hex, of the decrypted bytes. */
	readonly sha256: string;
	readonly caption: string | null;
	/** Of a voice note, an audio file or a video, where the message says so. */
	readonly seconds: number | null;
	/** Of a voice note: how loud it is, from 0 to 100. */
	readonly waveform: readonly number[] | null;
	/** Path on the control API where the decrypted bytes can be fetched. */
	readonly url: string;
	/** Why the attachment could not be shown; null when all is well. */
	readonly problem: string | null;
}

/** What a phone shows above an answer. */
export interface DisplayedQuote {
	/** E.164 of who wrote it; null for somebody this chat knows by another address. */
	readonly from: string | null;
	/** E.164 or group id of the chat it is from, when that is another one. */
	readonly chat: string | null;
	readonly text: string | null;
}

/** What a message carries beside its text and its file. */
export interface DisplayedDetails {
	/**
	 * E.164 of the people shown by name: those the text names with `@` under the very address that is
	 * mentioned, which in a group is the one the group knows them by.
	 */
	readonly mentions: readonly string[];
	readonly quoted: DisplayedQuote | null;
	readonly location: MessageLocation | null;
	readonly contacts: readonly MessageCard[];
	readonly poll: MessagePoll | null;
	readonly linkPreview: MessageLink | null;
	readonly groupInvite: MessageInvite | null;
}

/** What a phone has on its screen. */
export interface DisplayedMessage extends DisplayedDetails {
	readonly id: string;
	/**
	 * Number of the message on this phone, from 1, in the order in which they came to it. As `after` it
	 * asks for what is displayed behind this message, or behind where it was.
	 */
	readonly seq: number;
	readonly direction: 'in' | 'out';
	/** E.164 of the other person, or the id of the group (`…@g.us`). */
	readonly chat: string;
	/** E.164 of who wrote it. */
	readonly from: string;
	readonly kind: DisplayedKind;
	readonly text: string | null;
	readonly attachment: DisplayedAttachment | null;
	/** When it was displayed; ISO 8601, UTC. */
	readonly at: string;
	/** How often this id arrived from this sender; shown once all the same. */
	readonly copies: number;
	/** Id of the quoted message, or of the one a reaction belongs to; null when that has another author. */
	readonly replyTo: string | null;
	/** Read on this phone (in), or by the other side, in a group by any member (out). */
	readonly read: boolean;
	/** A voice note was listened to, on this phone (in) or by the other side (out). */
	readonly played: boolean;
	/** A reader on the other side has it (out); always true for received ones. */
	readonly delivered: boolean;
	readonly edited: boolean;
	/** When it disappears from the screen; ISO 8601, UTC. Null: never. */
	readonly expiresAt: string | null;
	readonly deleted: boolean;
}
