import type {
	AttachmentKind,
	ParsedSendFile,
	ParsedSendMessage,
	SendMessage,
} from '@waypost/contract';

/** Where the bytes of an attachment come from. */
export type FileSource =
	/** On disk already, in the same file system as the media folder. `sha256` in lower-case hex. */
	| { from: 'upload'; path: string; sha256: string }
	| { from: 'data'; bytes: Uint8Array }
	| { from: 'url'; url: string }
	/** A path under WAYPOST_MEDIA_DIR. */
	| { from: 'media-folder'; path: string };

/** What the request says of a file; null where it leaves that to the file itself. */
export interface FileClaim {
	kind: AttachmentKind | null;
	fileName: string | null;
	mimeType: string | null;
}

type Content<Name extends keyof SendMessage> = NonNullable<ParsedSendMessage[Name]>;

/** What a message says. */
export type DraftContent =
	| { kind: 'text'; text: string; linkPreview: boolean }
	| { kind: 'file'; source: FileSource; claim: FileClaim; caption: string | null }
	| { kind: 'location'; location: Content<'location'> }
	| { kind: 'contact'; contact: Content<'contact'> }
	| { kind: 'poll'; poll: Content<'poll'> }
	| { kind: 'reaction'; targetId: string; emoji: string }
	| { kind: 'edit'; targetId: string; text: string }
	| { kind: 'delete'; targetId: string };

/** A message to accept, whichever way it was given. */
export interface Draft {
	content: DraftContent;
	/** As the request spells it; null: the chat of the message it is about. */
	to: string | null;
	replyTo: string | null;
	mentions: readonly string[];
	typing: boolean;
	/** Seconds. */
	ttl: number | null;
	/** ISO 8601. */
	sendAt: string | null;
	/** False: refuse what would have to wait. */
	queue: boolean;
}

/** A file part of a form, as the HTTP side hands it over. */
export interface Upload {
	path: string;
	fileName: string | null;
	mimeType: string | null;
	/** Lower-case hex. */
	sha256: string;
}

/** A change of a message: an edit or a delete, sent at once to where the message is. */
export const draftOfChange = (content: Extract<DraftContent, { targetId: string }>): Draft => ({
	...{ content, to: null, replyTo: null, mentions: [], typing: false },
	...{ ttl: null, sendAt: null, queue: true },
});

export const draftOfMessage = (send: ParsedSendMessage): Draft => ({
	...sendOptions(send),
	to: send.to ?? null,
	content: contentOf(send),
});

export const draftOfUpload = (fields: ParsedSendFile, file: Upload): Draft => ({
	...sendOptions(fields),
	to: fields.to,
	content: {
		kind: 'file',
		source: { from: 'upload', path: file.path, sha256: file.sha256 },
		claim: {
			kind: fields.kind ?? null,
			fileName: fields.fileName ?? file.fileName,
			mimeType: fields.mimeType ?? file.mimeType,
		},
		caption: fields.caption ?? null,
	},
});

const sendOptions = (
	send: Pick<
		ParsedSendMessage | ParsedSendFile,
		'replyTo' | 'mentions' | 'typing' | 'ttl' | 'sendAt' | 'queue'
	>,
) => ({
	replyTo: send.replyTo ?? null,
	mentions: send.mentions ?? [],
	typing: send.typing ?? false,
	ttl: send.ttl ?? null,
	sendAt: send.sendAt ?? null,
	queue: send.queue,
});

function contentOf(send: ParsedSendMessage): DraftContent {
	const { text, linkPreview, attachment, location, contact, poll, reaction } = send;
	if (text !== undefined) return { kind: 'text', text, linkPreview };
	if (attachment) {
		const { kind = null, fileName = null, mimeType = null, caption = null } = attachment;
		const claim = { kind, fileName, mimeType };
		return { kind: 'file', source: sourceOf(attachment), claim, caption };
	}
	if (location) return { kind: 'location', location };
	if (contact) return { kind: 'contact', contact };
	if (poll) return { kind: 'poll', poll };
	if (reaction) return { kind: 'reaction', targetId: reaction.messageId, emoji: reaction.emoji };
	throw new Error('a message without content passed its schema');
}

function sourceOf({ url, data, mediaPath }: Content<'attachment'>): FileSource {
	if (url !== undefined) return { from: 'url', url };
	if (mediaPath !== undefined) return { from: 'media-folder', path: mediaPath };
	return { from: 'data', bytes: Buffer.from(data ?? '', 'base64') };
}
