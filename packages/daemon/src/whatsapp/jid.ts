import type { ChatKind } from '@waypost/contract';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Address, ChatAddress } from './whatsapp-connection.js';

/**
 * WhatsApp's addresses, taken apart here and nowhere else: `user[_agent][:device]@server`
 * (Baileys `WABinary/jid-utils.js`). A person has two: the phone number's
 * (`491700000001@s.whatsapp.net`) and a LID that hides it (`1234@lid`).
 */
export interface Jid {
	user: string;
	server: string;
	/** 0 is the phone itself. */
	device: number;
}

const PHONE_SERVER = 's.whatsapp.net';
const SHAPE = /^([^@:]*?)(?:_\d+)?(?::(\d+))?@([^@]+)$/;

/** @returns null for what is not a JID. */
export function parseJid(text: string | null | undefined): Jid | null {
	const [, user, device, server] = SHAPE.exec(text ?? '') ?? [];
	if (user === undefined || server === undefined) return null;
	return { user, server: server === 'c.us' ? PHONE_SERVER : server, device: Number(device ?? 0) };
}

/** The address of the account, without its device. Null for what is not a JID. */
export function accountJid(text: string | null | undefined): string | null {
	const jid = parseJid(text);
	return jid && `${jid.user}@${jid.server}`;
}

/** E.164 with `+`, when the JID is a phone number's. */
export function phoneNumberOf(text: string | null | undefined): string | null {
	const jid = parseJid(text);
	return jid?.server === PHONE_SERVER && /^\d{5,}$/.test(jid.user) ? `+${jid.user}` : null;
}

/** `…@lid` without its device, when the JID is one. */
export function lidOf(text: string | null | undefined): string | null {
	const jid = parseJid(text);
	return jid?.server === 'lid' ? `${jid.user}@lid` : null;
}

/** @param phoneNumber - E.164 with `+`. */
export const jidOfPhoneNumber = (phoneNumber: string): string =>
	`${phoneNumber.replace(/\D/g, '')}@${PHONE_SERVER}`;

/** True when both are devices of one account under the same kind of address. */
export function isSameAccount(
	one: string | null | undefined,
	other: string | null | undefined,
): boolean {
	const account = accountJid(one);
	return account !== null && account === accountJid(other);
}

const CHAT_KIND_OF_SERVER: Readonly<Record<string, ChatKind>> = {
	'g.us': 'group',
	broadcast: 'broadcast',
	newsletter: 'channel',
};

export function chatKindOf(text: string): ChatKind {
	const jid = parseJid(text);
	if (jid?.server === 'broadcast' && jid.user === 'status') return 'status';
	return CHAT_KIND_OF_SERVER[jid?.server ?? ''] ?? 'direct';
}

/**
 * A person from the addresses a stanza gave, in any order: the phone number's is the id where it is
 * among them. Null when none is usable.
 */
export function addressOf(
	jids: readonly (string | null | undefined)[],
	name: string | null,
): Address | null {
	const phoneNumber = jids.map(phoneNumberOf).find((found) => found !== null) ?? null;
	const lid = jids.map(lidOf).find((found) => found !== null) ?? null;
	const id = phoneNumber
		? jidOfPhoneNumber(phoneNumber)
		: (lid ?? jids.map(accountJid).find((found) => found !== null) ?? null);
	return id === null ? null : { id, phoneNumber, lid, name };
}

/**
 * The chat behind an E.164 number with `+`, or behind a chat id.
 *
 * @throws WaypostError INVALID_NUMBER for what is neither.
 */
export function chatAddressOf(numberOrChatId: string): ChatAddress {
	const isNumber = /^\+\d+$/.test(numberOrChatId);
	const jid = isNumber ? jidOfPhoneNumber(numberOrChatId) : numberOrChatId;
	const address = addressOf([jid], null);
	if (!address) throw new WaypostError('INVALID_NUMBER');
	return { ...address, kind: chatKindOf(address.id) };
}

/**
 * The account these credentials belong to.
 *
 * @param me - as Baileys keeps it; its name is `~` while a pairing code is out.
 */
export function ownAddress(
	me: { id?: string; lid?: string | undefined; name?: string | undefined } | undefined,
): Address {
	const name = me?.name && me.name !== '~' ? me.name : null;
	const address = addressOf([me?.id, me?.lid], name);
	return address ?? { id: accountJid(me?.id) ?? '', phoneNumber: null, lid: null, name };
}
