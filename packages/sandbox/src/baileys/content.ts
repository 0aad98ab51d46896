import { normalizeMessageContent } from '@whiskeysockets/baileys';
import type { AttachmentKind } from './media.js';
import { pollIn, readDetails, type MessageDetails } from './message-details.js';
import { proto } from './protocol.js';

/** Where the bytes of an attachment are, and how to open them. */
export interface MediaPointer {
	readonly kind: AttachmentKind;
	readonly mimeType: string;
	readonly fileName: string | null;
	readonly caption: string | null;
	readonly mediaKey: Uint8Array | null;
	/** Path on the media host. */
	readonly path: string | null;
	readonly fileSha256: Uint8Array | null;
	/** Of a voice note, an audio file or a video. */
	readonly seconds: number | null;
	/** Of a voice note: loudness from 0 to 100. */
	readonly waveform: readonly number[] | null;
}

interface Shown {
	readonly details: MessageDetails;
}

/** What a decrypted message asks a phone to do. */
export type MessageContent =
	| (Shown & { readonly does: 'show'; readonly kind: ShownKind; readonly text: string | null })
	| (Shown & { readonly does: 'show-media'; readonly media: MediaPointer })
	| {
			readonly does: 'edit';
			readonly target: string;
			readonly text: string | null;
			readonly details: MessageDetails;
	  }
	| {
			readonly does: 'delete';
			readonly target: string;
			/** Jid of who wrote it; null: whoever takes it back. Admins may delete for others. */
			readonly author: string | null;
	  }
	| { readonly does: 'set-timer'; readonly seconds: number }
	| { readonly does: 'nothing' };

export type ShownKind =
	| 'text'
	| 'reaction'
	| 'location'
	| 'contact'
	| 'poll'
	| 'group-invite'
	| 'notice'
	| 'other';

/** Takes a decrypted message apart: wrappers (own copy, disappearing, view once, …) come off. */
export function readContent(message: proto.IMessage): MessageContent {
	const content = normalizeMessageContent(message.deviceSentMessage?.message ?? message);
	if (!content) return { does: 'nothing' };
	return readProtocol(content) ?? readMedia(content) ?? readText(content) ?? { does: 'nothing' };
}

/** The sender key a message brings for a group. */
export function senderKeyIn(
	message: proto.IMessage,
): proto.Message.ISenderKeyDistributionMessage | undefined {
	const { senderKeyDistributionMessage } = message.deviceSentMessage?.message ?? message;
	return senderKeyDistributionMessage ?? undefined;
}

function readProtocol({ protocolMessage }: proto.IMessage): MessageContent | undefined {
	if (!protocolMessage) return undefined;
	const target = protocolMessage.key?.id ?? '';
	const { Type } = proto.Message.ProtocolMessage;
	if (protocolMessage.type === Type.REVOKE && target) {
		return { does: 'delete', target, author: protocolMessage.key?.participant || null };
	}
	if (protocolMessage.type === Type.MESSAGE_EDIT && protocolMessage.editedMessage) {
		return readEdit(target, protocolMessage.editedMessage);
	}
	if (protocolMessage.type === Type.EPHEMERAL_SETTING) {
		return { does: 'set-timer', seconds: protocolMessage.ephemeralExpiration ?? 0 };
	}
	return { does: 'nothing' };
}

/** The new text, or the new caption of what is otherwise the same file. */
function readEdit(target: string, edited: proto.IMessage): MessageContent {
	const content = readContent(edited);
	if (content.does !== 'show' && content.does !== 'show-media') return { does: 'nothing' };
	const text = content.does === 'show' ? content.text : content.media.caption;
	return { does: 'edit', target, text, details: content.details };
}

interface MediaMessage {
	mimetype?: string | null;
	mediaKey?: Uint8Array | null;
	directPath?: string | null;
	url?: string | null;
	fileSha256?: Uint8Array | null;
	seconds?: number | null;
	waveform?: Uint8Array | null;
}

function readMedia(content: proto.IMessage): MessageContent | undefined {
	const found = mediaIn(content);
	if (!found) return undefined;
	return { does: 'show-media', media: found, details: readDetails(content) };
}

function mediaIn(content: proto.IMessage): MediaPointer | undefined {
	const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = content;
	if (imageMessage) return pointer('image', imageMessage, imageMessage.caption);
	if (videoMessage) return pointer('video', videoMessage, videoMessage.caption);
	if (audioMessage) return pointer(audioMessage.ptt ? 'voice-note' : 'audio', audioMessage);
	if (stickerMessage) return pointer('sticker', stickerMessage);
	if (!documentMessage) return undefined;
	return pointer('document', documentMessage, documentMessage.caption, documentMessage.fileName);
}

function pointer(
	kind: AttachmentKind,
	message: MediaMessage,
	caption?: string | null,
	fileName?: string | null,
): MediaPointer {
	return {
		kind,
		mimeType: message.mimetype ?? 'application/octet-stream',
		fileName: fileName ?? null,
		caption: caption || null,
		mediaKey: message.mediaKey ?? null,
		path: message.directPath ?? pathOf(message.url),
		fileSha256: message.fileSha256 ?? null,
		seconds: message.seconds || null,
		waveform: message.waveform?.length ? [...message.waveform] : null,
	};
}

function readText(content: proto.IMessage): MessageContent | undefined {
	const { extendedTextMessage, reactionMessage, locationMessage, contactMessage } = content;
	if (typeof content.conversation === 'string' && content.conversation !== '') {
		return show(content, 'text', content.conversation);
	}
	if (extendedTextMessage) return show(content, 'text', extendedTextMessage.text ?? null);
	if (reactionMessage) return show(content, 'reaction', reactionMessage.text ?? '');
	if (locationMessage) return show(content, 'location', formatLocation(locationMessage));
	if (contactMessage) return show(content, 'contact', contactMessage.vcard ?? null);
	const { contactsArrayMessage } = content;
	if (contactsArrayMessage) {
		return show(content, 'contact', contactsArrayMessage.displayName ?? null);
	}
	const poll = pollIn(content);
	if (poll) return show(content, 'poll', poll.name ?? null);
	const { groupInviteMessage } = content;
	if (groupInviteMessage) return show(content, 'group-invite', groupInviteMessage.caption || null);
	return hasOnlySilentParts(content) ? undefined : show(content, 'other', null);
}

function show(content: proto.IMessage, kind: ShownKind, text: string | null): MessageContent {
	const details = readDetails(content);
	return { does: 'show', kind, text, details };
}

/** Key material and context travel alone at times and are never shown. */
function hasOnlySilentParts(content: proto.IMessage): boolean {
	const silent = new Set(['senderKeyDistributionMessage', 'messageContextInfo', 'conversation']);
	return Object.entries(content).every(
		([name, value]) => silent.has(name) || value === null || value === undefined,
	);
}

function formatLocation(location: proto.Message.ILocationMessage): string {
	const place = `${location.degreesLatitude ?? 0},${location.degreesLongitude ?? 0}`;
	return location.name ? `${place} ${location.name}` : place;
}

function pathOf(url: string | null | undefined): string | null {
	return url && URL.canParse(url) ? new URL(url).pathname : null;
}
