import type { AttachmentKind, EncryptedMedia } from './media.js';
import type {
	MessageCard,
	MessageInvite,
	MessageLocation,
	MessagePoll,
} from './message-details.js';
import { proto } from './protocol.js';

/** A message a phone sends, with the words its stanza needs. */
export interface OutgoingMessage {
	readonly message: proto.IMessage;
	/** `type` of the stanza. */
	readonly type: 'text' | 'media' | 'reaction' | 'poll';
	/** `mediatype` of each ciphertext. */
	readonly mediaType?: string;
	/** `edit` of the stanza: 1 changed, 7 taken back, 8 taken away by an admin. */
	readonly edit?: '1' | '7' | '8';
}

/** What a reply quotes. */
export interface Quote {
	readonly id: string;
	/** Jid of who wrote the quoted message. */
	readonly participant: string;
	readonly text: string;
}

/** What a message says about others. */
export interface OutgoingContext {
	readonly quote: Quote | undefined;
	/** Jids of the people named in the text. */
	readonly mentions: readonly string[];
	/** Seconds after which the message disappears; 0: never. */
	readonly expiration: number;
}

export function textMessage(text: string, context: OutgoingContext): OutgoingMessage {
	const info = contextOf(context);
	if (!('contextInfo' in info)) return { message: { conversation: text }, type: 'text' };
	return { message: { extendedTextMessage: { text, ...info } }, type: 'text' };
}

export function locationMessage(
	{ latitude, longitude, name, address }: MessageLocation,
	context: OutgoingContext,
): OutgoingMessage {
	const place = { degreesLatitude: latitude, degreesLongitude: longitude, name, address };
	return { message: { locationMessage: { ...place, ...contextOf(context) } }, type: 'text' };
}

export function contactMessage(
	cards: readonly MessageCard[],
	context: OutgoingContext,
): OutgoingMessage {
	const contacts = cards.map(({ name, vcard }) => ({ displayName: name, vcard }));
	const [only, ...more] = contacts;
	const info = contextOf(context);
	if (only && more.length === 0) {
		const message = { contactMessage: { ...only, ...info } };
		return { message, type: 'media', mediaType: 'vcard' };
	}
	const displayName = `${contacts.length} contacts`;
	const message = { contactsArrayMessage: { displayName, contacts, ...info } };
	return { message, type: 'media', mediaType: 'contact_array' };
}

export function pollMessage(
	{ question, options, multiple }: MessagePoll,
	secret: Uint8Array,
	context: OutgoingContext,
): OutgoingMessage {
	const poll = {
		name: question,
		options: options.map((optionName) => ({ optionName })),
		selectableOptionsCount: multiple ? 0 : 1,
		...contextOf(context),
	};
	const messageContextInfo = { messageSecret: secret };
	const message = multiple ? { pollCreationMessage: poll } : { pollCreationMessageV3: poll };
	return { message: { ...message, messageContextInfo }, type: 'poll' };
}

export function reactionMessage(
	key: proto.IMessageKey,
	emoji: string,
	atMs: number,
): OutgoingMessage {
	const reaction = { key, text: emoji, senderTimestampMs: atMs };
	return { message: { reactionMessage: reaction }, type: 'reaction' };
}

/** @param edited - the message as it is from now on. */
export function editMessage(
	key: proto.IMessageKey,
	edited: proto.IMessage,
	atMs: number,
): OutgoingMessage {
	const type = proto.Message.ProtocolMessage.Type.MESSAGE_EDIT;
	const protocolMessage = { key, type, editedMessage: edited, timestampMs: atMs };
	return { message: { protocolMessage }, type: 'text', edit: '1' };
}

export function deleteMessage(key: proto.IMessageKey): OutgoingMessage {
	const type = proto.Message.ProtocolMessage.Type.REVOKE;
	const edit = key.fromMe ? '7' : '8';
	return { message: { protocolMessage: { key, type } }, type: 'text', edit };
}

/** "Messages disappear after …" in a direct chat (Baileys Utils/messages.js). */
export function timerMessage(seconds: number): OutgoingMessage {
	const type = proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING;
	const message = { protocolMessage: { type, ephemeralExpiration: seconds } };
	return { message: { ephemeralMessage: { message } }, type: 'text' };
}

/** An invitation to a group, for whoever receives it alone. */
export function inviteMessage(
	{ groupId, groupName, code, expiresAt }: MessageInvite,
	caption: string,
): OutgoingMessage {
	const groupInviteMessage = {
		groupJid: groupId,
		groupName,
		inviteCode: code,
		inviteExpiration: Math.floor(Date.parse(expiresAt) / 1_000),
		caption,
	};
	return { message: { groupInviteMessage }, type: 'text' };
}

/** The same file with another caption; undefined when the message is none that has one. */
export function withCaption(message: proto.IMessage, caption: string): proto.IMessage | undefined {
	const { imageMessage, videoMessage, documentMessage } = message;
	if (imageMessage) return { imageMessage: { ...imageMessage, caption } };
	if (videoMessage) return { videoMessage: { ...videoMessage, caption } };
	return documentMessage ? { documentMessage: { ...documentMessage, caption } } : undefined;
}

export interface AttachmentDetails {
	readonly kind: AttachmentKind;
	readonly mimeType: string;
	readonly fileName: string | undefined;
	readonly caption: string | undefined;
	readonly preview: { thumbnail: Buffer; width: number; height: number } | undefined;
	readonly seconds: number | undefined;
	readonly waveform: readonly number[] | undefined;
	readonly url: string;
	readonly directPath: string;
	readonly context: OutgoingContext;
	/** Unix seconds. */
	readonly keyMadeAt: number;
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
		mediaKeyTimestamp: details.keyMadeAt,
		fileSha256: media.fileSha256,
		fileEncSha256: media.fileEncSha256,
		fileLength: media.fileLength,
		...contextOf(details.context),
	};
	const mediaType = details.kind === 'voice-note' ? 'ptt' : details.kind;
	return { message: wrap(details, common), type: 'media', mediaType };
}

function wrap(details: AttachmentDetails, common: object): proto.IMessage {
	const caption = details.caption === undefined ? {} : { caption: details.caption };
	const length = details.seconds === undefined ? {} : { seconds: details.seconds };
	const { preview } = details;
	const picture = preview
		? { jpegThumbnail: preview.thumbnail, width: preview.width, height: preview.height }
		: {};
	switch (details.kind) {
		case 'image':
			return { imageMessage: { ...common, ...caption, ...picture } };
		case 'video':
			return { videoMessage: { ...common, ...caption, ...length } };
		case 'audio':
			return { audioMessage: { ...common, ...length, ptt: false } };
		case 'voice-note': {
			const waveform = details.waveform && { waveform: Uint8Array.from(details.waveform) };
			return { audioMessage: { ...common, ...length, ...waveform, ptt: true } };
		}
		case 'sticker':
			return { stickerMessage: { ...common } };
		case 'document': {
			const fileName = details.fileName ?? 'document';
			return { documentMessage: { ...common, ...caption, fileName, title: fileName } };
		}
	}
}

function contextOf({
	quote,
	mentions,
	expiration,
}: OutgoingContext): { contextInfo: proto.IContextInfo } | Record<never, never> {
	if (!quote && mentions.length === 0 && expiration === 0) return {};
	return {
		contextInfo: {
			...(quote && {
				stanzaId: quote.id,
				participant: quote.participant,
				quotedMessage: { conversation: quote.text },
			}),
			...(mentions.length > 0 && { mentionedJid: [...mentions] }),
			...(expiration > 0 && { expiration }),
		},
	};
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
