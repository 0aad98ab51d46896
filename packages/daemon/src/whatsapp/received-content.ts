import type { ContactCard, Location, MessageKind, Poll } from '@waypost/contract';
import type { proto } from './baileys.js';
import { toContactCard } from './contact-card.js';
import { unwrap } from './message-envelope.js';
import type { ReceivedAttachment } from './whatsapp-connection.js';

/** What a message says, whoever wrote it. */
export interface ReceivedContent {
	kind: MessageKind;
	text: string | null;
	attachment: ReceivedAttachment | null;
	location: Location | null;
	contacts: readonly ContactCard[];
	poll: Poll | null;
	reaction: string | null;
	target: string | null;
	replyTo: string | null;
	/** JIDs of the people it names. */
	mentioned: readonly string[];
}

/** Parts that come along with a message and are none themselves. */
const NOT_CONTENT: ReadonlySet<string> = new Set([
	'messageContextInfo',
	'senderKeyDistributionMessage',
	'fastRatchetKeySenderKeyDistributionMessage',
]);

/** Talk between devices, changes of other messages (`received-change.ts`), and what needs its poll's secret. */
const NOT_A_MESSAGE: ReadonlySet<string> = new Set([
	'protocolMessage',
	'keepInChatMessage',
	'pinInChatMessage',
	'pollUpdateMessage',
	'encReactionMessage',
	'encEventResponseMessage',
	'placeholderMessage',
]);

/** @returns null for what is no message to show. */
export function contentOf(message: proto.IMessage): ReceivedContent | null {
	const inner = unwrap(message);
	const present = Object.entries(inner)
		.filter(([name, value]) => value !== null && value !== undefined && !NOT_CONTENT.has(name))
		.map(([name]) => name);
	if (present.length === 0 || present.some((name) => NOT_A_MESSAGE.has(name))) return null;
	return (
		textContent(inner) ??
		mediaContent(inner) ??
		placeContent(inner) ??
		cardContent(inner) ??
		pollContent(inner) ??
		reactionContent(inner) ??
		other(inner, present)
	);
}

function textContent({
	conversation,
	extendedTextMessage: extended,
}: proto.IMessage): ReceivedContent | null {
	if (extended) return content('text', { text: extended.text }, extended.contextInfo);
	return conversation ? content('text', { text: conversation }) : null;
}

function mediaContent(inner: proto.IMessage): ReceivedContent | null {
	const { imageMessage, audioMessage, documentMessage, stickerMessage } = inner;
	const video = inner.videoMessage ?? inner.ptvMessage;
	if (imageMessage) return media('image', imageMessage, imageMessage.caption);
	if (video) return media('video', video, video.caption);
	if (audioMessage) return media(audioMessage.ptt ? 'voice-note' : 'audio', audioMessage);
	if (stickerMessage) return media('sticker', stickerMessage);
	if (!documentMessage) return null;
	return media('document', documentMessage, documentMessage.caption, documentMessage.fileName);
}

function placeContent({
	locationMessage: place,
	liveLocationMessage: live,
}: proto.IMessage): ReceivedContent | null {
	const found = place ?? live;
	if (!found) return null;
	const location: Location = {
		latitude: found.degreesLatitude ?? 0,
		longitude: found.degreesLongitude ?? 0,
		name: place?.name || null,
		address: place?.address || null,
	};
	return content('location', { location, text: live?.caption }, found.contextInfo);
}

function cardContent(inner: proto.IMessage): ReceivedContent | null {
	const { contactMessage: one, contactsArrayMessage: many } = inner;
	const found = one ?? many;
	if (!found) return null;
	const cards = one ? [one] : (many?.contacts ?? []);
	return content('contact', { contacts: cards.map(toContactCard) }, found.contextInfo);
}

function pollContent(inner: proto.IMessage): ReceivedContent | null {
	const found =
		inner.pollCreationMessage ??
		inner.pollCreationMessageV2 ??
		inner.pollCreationMessageV3 ??
		inner.pollCreationMessageV5;
	if (!found) return null;
	const poll: Poll = {
		question: found.name ?? '',
		options: (found.options ?? []).map(({ optionName }) => optionName ?? ''),
		// 0 means as many as one likes.
		multiple: found.selectableOptionsCount !== 1,
	};
	return content('poll', { poll }, found.contextInfo);
}

function reactionContent({ reactionMessage: found }: proto.IMessage): ReceivedContent | null {
	if (!found) return null;
	return content('reaction', { reaction: found.text ?? '', target: found.key?.id ?? null });
}

/** Something this version does not know: say that it came, and keep it whole. */
function other(inner: proto.IMessage, present: readonly string[]): ReceivedContent {
	const part: unknown = inner[present[0] as keyof proto.IMessage];
	const contextInfo =
		typeof part === 'object' && part !== null && 'contextInfo' in part
			? (part.contextInfo as proto.IContextInfo | null)
			: null;
	return content('other', {}, contextInfo);
}

interface Parts extends Partial<Omit<ReceivedContent, 'kind' | 'replyTo' | 'mentioned' | 'text'>> {
	text?: string | null | undefined;
}

const content = (
	kind: MessageKind,
	{ text, ...parts }: Parts,
	contextInfo?: proto.IContextInfo | null,
): ReceivedContent => ({
	kind,
	text: text || null,
	...{ attachment: null, location: null, contacts: [], poll: null, reaction: null, target: null },
	...parts,
	replyTo: contextInfo?.stanzaId || null,
	mentioned: contextInfo?.mentionedJid ?? [],
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
): ReceivedContent {
	const attachment: ReceivedAttachment = {
		mimeType: part.mimetype || 'application/octet-stream',
		fileName: fileName || null,
		size: toNumber(part.fileLength) || null,
		sha256: part.fileSha256?.length ? Buffer.from(part.fileSha256).toString('hex') : null,
	};
	return content(kind, { text: caption, attachment }, part.contextInfo);
}

/** protobuf.js gives 64-bit numbers as Long objects. */
export const toNumber = (value: number | { toNumber(): number } | null | undefined): number =>
	typeof value === 'object' && value !== null ? value.toNumber() : (value ?? 0);
