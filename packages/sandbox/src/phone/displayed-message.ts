import type { AttachmentKind } from '../baileys/media.js';

export type DisplayedKind =
	| 'text'
	| AttachmentKind
	| 'reaction'
	| 'location'
	| 'contact'
	| 'poll'
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
	/** Path on the control API where the decrypted bytes can be fetched. */
	readonly url: string;
	/** Why the attachment could not be shown; null when all is well. */
	readonly problem: string | null;
}

/** What a phone has on its screen. */
export interface DisplayedMessage {
	readonly id: string;
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
	/** Id of the quoted message, or of the one a reaction belongs to. */
	readonly replyTo: string | null;
	/** Read on this phone (in), or by the other side, in a group by any member (out). */
	readonly read: boolean;
	/** A reader on the other side has it (out); always true for received ones. */
	readonly delivered: boolean;
	readonly edited: boolean;
	readonly deleted: boolean;
}
