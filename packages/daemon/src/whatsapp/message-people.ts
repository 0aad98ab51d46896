import type { proto, WAMessage } from './baileys.js';
import { addressOf, chatKindOf, isSameAccount, jidOfPhoneNumber } from './jid.js';
import type { Address, ChatAddress } from './whatsapp-connection.js';

export interface ReceivedMessageContext {
	/** The owner of this account. */
	own: Address;
	/** The number (E.164 with `+`) behind a LID, where it was seen before. */
	phoneNumberOf(lid: string): string | undefined;
	encode(message: proto.IMessage): Uint8Array;
	now(): number;
}

/** Null when the stanza names no chat. */
export function chatOf(
	{ key, pushName }: WAMessage,
	context: ReceivedMessageContext,
): ChatAddress | null {
	if (!key.remoteJid) return null;
	const kind = chatKindOf(key.remoteJid);
	const name = kind === 'direct' && !key.fromMe ? (pushName ?? null) : null;
	const jids = kind === 'direct' ? [key.remoteJid, key.remoteJidAlt] : [key.remoteJid];
	const address = personOf(jids, name, context);
	return address && { ...address, kind };
}

/** Who wrote it. */
export function senderOf(
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

/** A person from the addresses at hand, completed by what was seen before. */
export function personOf(
	jids: readonly (string | null | undefined)[],
	name: string | null,
	{ own, phoneNumberOf }: Pick<ReceivedMessageContext, 'own' | 'phoneNumberOf'>,
): Address | null {
	const [first, ...alternatives] = jids;
	// For a message typed on the phone the stanza's other address can be the owner's own.
	const others = isOwn(first, own) ? alternatives : alternatives.filter((jid) => !isOwn(jid, own));
	const address = addressOf([first, ...others], name);
	if (!address || address.phoneNumber !== null || address.lid === null) return address;
	const phoneNumber = phoneNumberOf(address.lid);
	return addressOf([phoneNumber && jidOfPhoneNumber(phoneNumber), address.lid], name);
}

const isOwn = (jid: string | null | undefined, own: Address): boolean =>
	isSameAccount(jid, own.id) || isSameAccount(jid, own.lid);
