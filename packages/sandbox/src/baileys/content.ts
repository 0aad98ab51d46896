import { normalizeMessageContent } from '@whiskeysockets/baileys';
import { proto } from './protocol.js';
import type { AttachmentKind } from './media.js';

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
}

/** What a decrypted message asks a phone to do. */
export type MessageContent =
	| {
			readonly does: 'show';
			readonly kind: ShownKind;
			readonly text: string | null;
			readonly replyTo: string | null;
	  }
	| { readonly does: 'show-media'; readonly media: MediaPointer; readonly replyTo: string | null }
	| { readonly does: 'edit'; readonly target: string; readonly text: string | null }
	| {
			readonly does: 'delete';
			readonly target: string;
			/** Jid of who wrote it; null: whoever takes it back. Admins may delete for others. */
			readonly author: string | null;
	  }
	| { readonly does: 'nothing' };

export type ShownKind = 'text' | 'reaction' | 'location' | 'contact' | 'poll' | 'other';

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
		const edited = readText(protocolMessage.editedMessage);
		return { does: 'edit', target, text: edited?.does === 'show' ? edited.text : null };
	}
	return { does: 'nothing' };
}

interface MediaMessage {
	mimetype?: string | null;
	mediaKey?: Uint8Array | null;
	directPath?: string | null;
	url?: string | null;
	fileSha256?: Uint8Array | null;
	contextInfo?: proto.IContextInfo | null;
}

function readMedia(content: proto.IMessage): MessageContent | undefined {
	const { imageMessage, videoMessage, audioMessage, documentMessage, stickerMessage } = content;
	if (imageMessage) return media('image', imageMessage, imageMessage.caption);
	if (videoMessage) return media('video', videoMessage, videoMessage.caption);
	if (audioMessage) return media(audioMessage.ptt ? 'voice-note' : 'audio', audioMessage);
	if (stickerMessage) return media('sticker', stickerMessage);
	if (!documentMessage) return undefined;
	return media('document', documentMessage, documentMessage.caption, documentMessage.fileName);
}

function media(
	kind: AttachmentKind,
	message: MediaMessage,
	caption?: string | null,
	fileName?: string | null,
): MessageContent {
	const pointer = {
		kind,
		mimeType: message.mimetype ?? 'application/octet-stream',
		fileName: fileName ?? null,
		caption: caption || null,
		mediaKey: message.mediaKey ?? null,
		path: message.directPath ?? pathOf(message.url),
		fileSha256: message.fileSha256 ?? null,
	};
	return { does: 'show-media', media: pointer, replyTo: message.contextInfo?.stanzaId ?? null };
}

function readText(content: proto.IMessage): MessageContent | undefined {
	const { extendedTextMessage, reactionMessage, locationMessage, contactMessage } = content;
	const quoted = extendedTextMessage?.contextInfo?.stanzaId ?? null;
	if (typeof content.conversation === 'string' && content.conversation !== '') {
		return show('text', content.conversation);
	}
	if (extendedTextMessage) return show('text', extendedTextMessage.text ?? null, quoted);
	if (reactionMessage) {
		return show('reaction', reactionMessage.text ?? '', reactionMessage.key?.id ?? null);
	}
	if (locationMessage) return show('location', formatLocation(locationMessage));
	if (contactMessage) return show('contact', contactMessage.vcard ?? null);
	const poll = content.pollCreationMessageV3 ?? content.pollCreationMessage;
	if (poll) return show('poll', poll.name ?? null);
	return hasOnlySilentParts(content) ? undefined : show('other', null);
}

function show(kind: ShownKind, text: string | null, replyTo: string | null = null): MessageContent {
	return { does: 'show', kind, text, replyTo };
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
