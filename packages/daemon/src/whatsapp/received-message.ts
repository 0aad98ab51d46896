import type { MessageKind } from '@waypost/contract';
import type { proto, WAMessage } from './baileys.js';
import { addressOf, chatKindOf, isSameAccount } from './jid.js';
import type {
	Address,
	ChatAddress,
	ReceivedAttachment,
	ReceivedMessage,
} from './whatsapp-connection.js';

export interface ReceivedMessageContext {
	/** The owner of this account. */
	own: Address;
	/** Phone-number JID of a LID, where it was seen before. */
	phoneJidOf(lid: string): string | undefined;
	encode(message: proto.IMessage): Uint8Array;
	now(): number;
}

interface Content {
	kind: MessageKind;
	text: string | null;
	attachment: ReceivedAttachment | null;
	replyTo: string | null;
}

/** Longest chain of envelopes (disappearing, view once, from own device) looked into. */
const MAX_DEPTH = 6;

/** Parts that come along with a message and are none themselves. */
const NOT_CONTENT: ReadonlySet<string> = new Set([
	'messageContextInfo',
	'senderKeyDistributionMessage',
	'fastRatchetKeySenderKeyDistributionMessage',
]);

/** Talk between devices, and changes of other messages (a later step). */
const NOT_A_MESSAGE: ReadonlySet<string> = new Set([
	'protocolMessage',
	'keepInChatMessage',
	'pinInChatMessage',
	'pollUpdateMessage',
	'encReactionMessage',
	'encEventResponseMessage',
	'placeholderMessage',
]);

/**
 * A message of Baileys in our words.
 *
 * @returns null for what is not a message to show: protocol messages, history, and placeholders of
 * messages that could not be decrypted (their content comes later under the same id).
 */
export function toReceivedMessage(
	message: WAMessage,
	context: ReceivedMessageContext,
): ReceivedMessage | null {
	const { key } = message;
	const chat = chatOf(message, context);
	const content = message.message && contentOf(message.message);
	if (!key.id || !chat || !content || message.category === 'peer') return null;
	return {
		whatsappId: key.id,
		chat,
		from: senderOf(message, chat, context),
		fromMe: key.fromMe === true,
		...content,
		content: context.encode(message.message as proto.IMessage),
		at: toNumber(message.messageTimestamp) * 1000 || context.now(),
	};
}

/** Takes off the envelopes WhatsApp puts around a message. */
export function unwrap(message: proto.IMessage): proto.IMessage {
	let inner = message;
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		const next =
			inner.deviceSentMessage?.message ??
			inner.ephemeralMessage?.message ??
			inner.viewOnceMessage?.message ??
			inner.viewOnceMessageV2?.message ??
			inner.viewOnceMessageV2Extension?.message ??
			inner.documentWithCaptionMessage?.message ??
			inner.groupMentionedMessage?.message ??
			inner.botInvokeMessage?.message ??
			inner.lottieStickerMessage?.message;
		if (!next) return inner;
		inner = next;
	}
	return inner;
}

function chatOf({ key, pushName }: WAMessage, context: ReceivedMessageContext): ChatAddress | null {
	if (!key.remoteJid) return null;
	const kind = chatKindOf(key.remoteJid);
	const name = kind === 'direct' && !key.fromMe ? (pushName ?? null) : null;
	const jids = kind === 'direct' ? [key.remoteJid, key.remoteJidAlt] : [key.remoteJid];
	const address = personOf(jids, name, context);
	return address && { ...address, kind };
}

function senderOf(
	{ key, participant, pushName }: WAMessage,
	chat: ChatAddress,
	context: ReceivedMessageContext,
): Address {
	if (key.fromMe) return context.own;
	const { kind, ...peer } = chat;
	if (kind === 'direct') return peer;
	return (
		personOf([key.participant ?? participant, key.participantAlt], pushName ?? null, context) ??
		peer
	);
}

function personOf(
	jids: readonly (string | null | undefined)[],
	name: string | null,
	{ own, phoneJidOf }: ReceivedMessageContext,
): Address | null {
	const [first, ...alternatives] = jids;
	// For a message typed on the phone the stanza's other address can be the owner's own.
	const others = isOwn(first, own) ? alternatives : alternatives.filter((jid) => !isOwn(jid, own));
	const address = addressOf([first, ...others], name);
	if (!address || address.phoneNumber !== null || address.lid === null) return address;
	return addressOf([phoneJidOf(address.lid), address.lid], name);
}

const isOwn = (jid: string | null | undefined, own: Address): boolean =>
	isSameAccount(jid, own.id) || isSameAccount(jid, own.lid);

function contentOf(message: proto.IMessage): Content | null {
	const inner = unwrap(message);
	const present = Object.entries(inner)
		.filter(([name, value]) => value !== null && value !== undefined && !NOT_CONTENT.has(name))
		.map(([name]) => name);
	if (present.length === 0 || present.some((name) => NOT_A_MESSAGE.has(name))) return null;
	return textContent(inner) ?? mediaContent(inner) ?? plainContent(inner) ?? other(inner, present);
}

function textContent({
	conversation,
	extendedTextMessage: extended,
}: proto.IMessage): Content | null {
	if (extended) return simple('text', extended.text, extended.contextInfo);
	return conversation ? simple('text', conversation) : null;
}

function mediaContent(inner: proto.IMessage): Content | null {
	const { imageMessage, audioMessage, documentMessage, stickerMessage } = inner;
	const video = inner.videoMessage ?? inner.ptvMessage;
	if (imageMessage) return media('image', imageMessage, imageMessage.caption);
	if (video) return media('video', video, video.caption);
	if (audioMessage) return media(audioMessage.ptt ? 'voice-note' : 'audio', audioMessage);
	if (stickerMessage) return media('sticker', stickerMessage);
	if (!documentMessage) return null;
	return media('document', documentMessage, documentMessage.caption, documentMessage.fileName);
}

function plainContent(inner: proto.IMessage): Content | null {
	const { locationMessage: place, liveLocationMessage: live } = inner;
	if (place) return simple('location', place.name, place.contextInfo);
	if (live) return simple('location', live.caption, live.contextInfo);
	const contact = inner.contactMessage ?? inner.contactsArrayMessage;
	if (contact) return simple('contact', contact.displayName, contact.contextInfo);
	const poll =
		inner.pollCreationMessage ?? inner.pollCreationMessageV2 ?? inner.pollCreationMessageV3;
	if (poll) return simple('poll', poll.name, poll.contextInfo);
	const reaction = inner.reactionMessage;
	if (!reaction) return null;
	return { ...simple('reaction', reaction.text), replyTo: reaction.key?.id ?? null };
}

/** Something this version does not know: say that it came, and keep it whole. */
function other(inner: proto.IMessage, present: readonly string[]): Content {
	const part: unknown = inner[present[0] as keyof proto.IMessage];
	const contextInfo =
		typeof part === 'object' && part !== null && 'contextInfo' in part
			? (part.contextInfo as proto.IContextInfo | null)
			: null;
	return simple('other', null, contextInfo);
}

const simple = (
	kind: MessageKind,
	text: string | null | undefined,
	contextInfo?: proto.IContextInfo | null,
): Content => ({
	kind,
	text: text || null,
	attachment: null,
	replyTo: contextInfo?.stanzaId || null,
});

interface MediaPart {
	mimetype?: string | null;
	fileLength?: number | { toNumber(): number } | null;
	fileSha256?: Uint8Array | null;
	contextInfo?: proto.IContextInfo | null;
}

function media(
	kind: MessageKind,
	part: MediaPart,
	caption?: string | null,
	fileName?: string | null,
): Content {
	return {
		...simple(kind, caption, part.contextInfo),
		attachment: {
			mimeType: part.mimetype || 'application/octet-stream',
			fileName: fileName || null,
			size: toNumber(part.fileLength) || null,
			sha256: part.fileSha256?.length ? Buffer.from(part.fileSha256).toString('hex') : null,
		},
	};
}

/** protobuf.js gives 64-bit numbers as Long objects. */
const toNumber = (value: number | { toNumber(): number } | null | undefined): number =>
	typeof value === 'object' && value !== null ? value.toNumber() : (value ?? 0);
