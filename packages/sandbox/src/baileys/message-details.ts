import type { proto } from './protocol.js';

export interface MessageLocation {
	readonly latitude: number;
	readonly longitude: number;
	readonly name: string | null;
	readonly address: string | null;
}

export interface MessageCard {
	readonly name: string;
	/** As WhatsApp carries it. */
	readonly vcard: string;
}

export interface MessagePoll {
	readonly question: string;
	readonly options: readonly string[];
	/** More than one option may be chosen. */
	readonly multiple: boolean;
}

export interface MessageLink {
	readonly url: string;
	readonly title: string | null;
	readonly description: string | null;
}

/** An invitation to a group for whoever receives it. */
export interface MessageInvite {
	/** `…@g.us` */
	readonly groupId: string;
	readonly groupName: string | null;
	readonly code: string;
	/** ISO 8601, UTC. */
	readonly expiresAt: string;
}

/** What a message says about another one it answers. */
export interface QuotedMessage {
	readonly id: string;
	/** Jid of who wrote it. */
	readonly author: string | null;
	/** Jid of the chat it is from; null: this one. */
	readonly chat: string | null;
	readonly text: string | null;
}

/** Which message a reaction is about, as the one who reacts sees it. */
export interface ReactionTarget {
	readonly id: string;
	/** Written by who reacts. */
	readonly fromMe: boolean;
	/** Jid of who wrote it; only in groups. */
	readonly author: string | null;
}

/** What a message carries beside its text and its file. */
export interface MessageDetails {
	readonly reactionTo: ReactionTarget | null;
	/** Jids of the people named in it. */
	readonly mentions: readonly string[];
	readonly quoted: QuotedMessage | null;
	readonly location: MessageLocation | null;
	readonly contacts: readonly MessageCard[];
	readonly poll: MessagePoll | null;
	readonly linkPreview: MessageLink | null;
	readonly groupInvite: MessageInvite | null;
	/** Seconds after which it disappears; 0: never. */
	readonly expiration: number;
}

/** @param content - without its envelopes. */
export function readDetails(content: proto.IMessage): MessageDetails {
	const context = contextOf(content);
	return {
		reactionTo: readTarget(content.reactionMessage?.key),
		mentions: context?.mentionedJid ?? [],
		quoted: context ? readQuote(context) : null,
		location: readLocation(content.locationMessage),
		contacts: readCards(content),
		poll: readPoll(content),
		linkPreview: readLink(content.extendedTextMessage),
		groupInvite: readInvite(content.groupInviteMessage),
		expiration: context?.expiration ?? 0,
	};
}

function contextOf(content: proto.IMessage): proto.IContextInfo | undefined {
	for (const part of Object.values(content) as unknown[]) {
		if (typeof part !== 'object' || part === null || !('contextInfo' in part)) continue;
		if (part.contextInfo) return part.contextInfo;
	}
	return undefined;
}

function readQuote(context: proto.IContextInfo): QuotedMessage | null {
	const { stanzaId, participant, remoteJid, quotedMessage } = context;
	if (!stanzaId) return null;
	const text = quotedMessage ? wordsOf(quotedMessage) : null;
	return { id: stanzaId, author: participant || null, chat: remoteJid || null, text };
}

function readTarget(key: proto.IMessageKey | null | undefined): ReactionTarget | null {
	if (!key?.id) return null;
	return { id: key.id, fromMe: key.fromMe ?? false, author: key.participant || null };
}

/** Text or caption. */
function wordsOf(message: proto.IMessage): string | null {
	const { conversation, extendedTextMessage, imageMessage, videoMessage, documentMessage } =
		message;
	return (
		conversation ||
		extendedTextMessage?.text ||
		(imageMessage ?? videoMessage ?? documentMessage)?.caption ||
		null
	);
}

function readLocation(
	location: proto.Message.ILocationMessage | null | undefined,
): MessageLocation | null {
	if (!location) return null;
	return {
		latitude: location.degreesLatitude ?? 0,
		longitude: location.degreesLongitude ?? 0,
		name: location.name || null,
		address: location.address || null,
	};
}

function readCards({ contactMessage, contactsArrayMessage }: proto.IMessage): MessageCard[] {
	const cards = contactMessage ? [contactMessage] : (contactsArrayMessage?.contacts ?? []);
	return cards.map(({ displayName, vcard }) => ({ name: displayName ?? '', vcard: vcard ?? '' }));
}

export function pollIn(
	content: proto.IMessage,
): proto.Message.IPollCreationMessage | null | undefined {
	return (
		content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3
	);
}

function readPoll(content: proto.IMessage): MessagePoll | null {
	const poll = pollIn(content);
	if (!poll) return null;
	return {
		question: poll.name ?? '',
		options: (poll.options ?? []).map(({ optionName }) => optionName ?? ''),
		multiple: poll.selectableOptionsCount !== 1,
	};
}

function readLink(text: proto.Message.IExtendedTextMessage | null | undefined): MessageLink | null {
	if (!text?.matchedText) return null;
	const { matchedText, title, description } = text;
	return { url: matchedText, title: title || null, description: description || null };
}

/** The latest a date can say. */
const LAST_SECOND = 8_640_000_000_000;

function readInvite(
	invite: proto.Message.IGroupInviteMessage | null | undefined,
): MessageInvite | null {
	if (!invite?.groupJid || !invite.inviteCode) return null;
	const { groupJid, groupName, inviteCode, inviteExpiration } = invite;
	const expires = Math.min(Number(inviteExpiration ?? 0), LAST_SECOND);
	const expiresAt = new Date(expires * 1_000).toISOString();
	return { groupId: groupJid, groupName: groupName || null, code: inviteCode, expiresAt };
}
