import type { proto } from './protocol.js';
import type { AttachmentKind, EncryptedMedia } from './media.js';

/** A message a phone sends, with the words its stanza needs. */
export interface OutgoingMessage {
	readonly message: proto.IMessage;
	/** `type` of the stanza. */
	readonly type: 'text' | 'media' | 'reaction';
	/** `mediatype` of each ciphertext. */
	readonly mediaType?: string;
}

/** What a reply quotes. */
export interface Quote {
	readonly id: string;
	/** Jid of who wrote the quoted message. */
	readonly participant: string;
	readonly text: string;
}

export function textMessage(text: string, quote: Quote | undefined): OutgoingMessage {
	if (!quote) return { message: { conversation: text }, type: 'text' };
	const extendedTextMessage = { text, contextInfo: contextOf(quote) };
	return { message: { extendedTextMessage }, type: 'text' };
}

export function reactionMessage(key: proto.IMessageKey, emoji: string): OutgoingMessage {
	const reaction = { key, text: emoji, senderTimestampMs: Date.now() };
	return { message: { reactionMessage: reaction }, type: 'reaction' };
}

export interface AttachmentDetails {
	readonly kind: AttachmentKind;
	readonly mimeType: string;
	readonly fileName: string | undefined;
	readonly caption: string | undefined;
	readonly preview: { thumbnail: Buffer; width: number; height: number } | undefined;
	readonly url: string;
	readonly directPath: string;
	readonly quote: Quote | undefined;
}

export function attachmentMessage(
	media: EncryptedMedia,
	details: AttachmentDetails,
): OutgoingMessage {
	const common = {
		url: details.url,
		directPath: details.directPath,
		mimetype: details.mimeType,
		mediaKey: media.mediaKey,
		mediaKeyTimestamp: Math.floor(Date.now() / 1000),
		fileSha256: media.fileSha256,
		fileEncSha256: media.fileEncSha256,
		fileLength: media.fileLength,
		...(details.quote && { contextInfo: contextOf(details.quote) }),
	};
	const mediaType = details.kind === 'voice-note' ? 'ptt' : details.kind;
	return { message: wrap(details, common), type: 'media', mediaType };
}

function wrap(details: AttachmentDetails, common: object): proto.IMessage {
	const caption = details.caption === undefined ? {} : { caption: details.caption };
	const { preview } = details;
	const picture = preview
		? { jpegThumbnail: preview.thumbnail, width: preview.width, height: preview.height }
		: {};
	switch (details.kind) {
		case 'image':
			return { imageMessage: { ...common, ...caption, ...picture } };
		case 'video':
			return { videoMessage: { ...common, ...caption } };
		case 'audio':
			return { audioMessage: { ...common, ptt: false } };
		case 'voice-note':
			return { audioMessage: { ...common, ptt: true } };
		case 'sticker':
			return { stickerMessage: { ...common } };
		case 'document': {
			const fileName = details.fileName ?? 'document';
			return { documentMessage: { ...common, ...caption, fileName, title: fileName } };
		}
	}
}

function contextOf({ id, participant, text }: Quote): proto.IContextInfo {
	return { stanzaId: id, participant, quotedMessage: { conversation: text } };
}

/** A sender key on its way to one device of a group's member. */
export function senderKeyMessage(group: string, senderKey: Uint8Array): proto.IMessage {
	return {
		senderKeyDistributionMessage: {
			groupId: group,
			axolotlSenderKeyDistributionMessage: senderKey,
		},
	};
}
