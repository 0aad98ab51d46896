import { randomBytes } from 'node:crypto';
import type { Baileys, proto } from './baileys.js';
import type { ChatAddressing } from './chat-addressing.js';
import { toWhatsAppKey } from './message-key.js';
import { contactMessage, locationMessage, pollMessage, textMessage } from './outgoing-body.js';
import { deleteMessage, editMessage, reactionMessage, withOtherWords } from './outgoing-change.js';
import {
	addContext,
	quoteContext,
	resolveMentions,
	withMentions,
	type Mention,
} from './outgoing-context.js';
import type { OutgoingContent, OutgoingFile } from './whatsapp-connection.js';

export interface OutgoingMessageOptions {
	baileys: Pick<Baileys, 'proto'>;
	addressing: ChatAddressing;
	/** Uploads a file and makes its message. @throws SendError MEDIA_INVALID */
	upload(file: OutgoingFile): Promise<proto.IMessage>;
	/** Milliseconds since 1970. */
	now(): number;
}

/** What a message needs that is built for one chat. */
interface Building extends OutgoingMessageOptions {
	mentions: readonly Mention[];
}

type Body<K extends OutgoingContent['kind']> = Extract<OutgoingContent, { kind: K }>;

/**
 * Builds the message of WhatsApp that says what `content` does, once: what is drawn by chance in it,
 * keys and secrets, must be the same on every attempt.
 *
 * @throws SendError MEDIA_INVALID
 */
export async function buildMessage(
	content: OutgoingContent,
	chatId: string,
	options: OutgoingMessageOptions,
): Promise<proto.IMessage> {
	const { baileys, addressing } = options;
	const mentions = await resolveMentions(content.mentions, chatId, addressing);
	const message = await bodyOf(content, { ...options, mentions });
	const mentionedJid = mentions.map(({ jid }) => jid);
	if (mentionedJid.length > 0 && content.kind !== 'edit') addContext(message, { mentionedJid });
	if (content.replyTo) {
		addContext(message, await quoteContext(baileys, content.replyTo, chatId, addressing));
	}
	return content.kind === 'reaction' ? message : withSecret(message);
}

async function bodyOf(content: OutgoingContent, building: Building): Promise<proto.IMessage> {
	const { baileys, addressing, upload, mentions, now } = building;
	switch (content.kind) {
		case 'text':
			return textMessage(withMentions(content.text, mentions), content.linkPreview);
		case 'location':
			return locationMessage(content.location);
		case 'contact':
			return contactMessage(content.contacts);
		case 'poll':
			return pollMessage(content.poll);
		case 'reaction':
			return reactionMessage(await toWhatsAppKey(content.target, addressing), content.emoji, now());
		case 'delete':
			return deleteMessage(baileys.proto, await toWhatsAppKey(content.target, addressing));
		case 'edit':
			return editOf(content, building);
		default: {
			const { caption } = content;
			return upload({ ...content, caption: caption && withMentions(caption, mentions) });
		}
	}
}

async function editOf(content: Body<'edit'>, building: Building): Promise<proto.IMessage> {
	const { baileys, addressing, mentions, now } = building;
	const words = withMentions(content.text, mentions);
	const edited = withOtherWords(baileys.proto, content.original, words);
	addContext(edited, { mentionedJid: mentions.map(({ jid }) => jid) });
	const key = await toWhatsAppKey(content.target, addressing);
	return editMessage(baileys.proto, { key, edited, now: now() });
}

/** What votes and reports of this message are made with. Baileys gives one to all but reactions. */
function withSecret(message: proto.IMessage): proto.IMessage {
	const messageContextInfo = { ...message.messageContextInfo };
	messageContextInfo.messageSecret ??= randomBytes(32);
	return { ...message, messageContextInfo };
}
