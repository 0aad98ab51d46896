/** Server part of a jid that names a person by phone number. */
export const PN = 's.whatsapp.net';
/** Server part of a jid that names a person by privacy address. */
export const LID = 'lid';
/** Server part of a group's jid. */
export const GROUP = 'g.us';
/** Where statuses come from. */
export const STATUS_BROADCAST = 'status@broadcast';
/** The server itself: an empty user, exactly this string. */
export const SERVER_JID = '@s.whatsapp.net';

/** How a person is addressed: by phone number or by privacy address. */
export type Addressing = typeof PN | typeof LID;

export interface Jid {
	readonly user: string;
	readonly server: string;
	/** 0 is the phone. */
	readonly device: number;
}

/** Takes a jid apart: `user[_agent][:device]@server`. Never throws; unknown parts are empty. */
export function parseJid(jid: string | undefined): Jid {
	const [left = '', server = ''] = (jid ?? '').split('@');
	const [userAndAgent = '', device] = left.split(':');
	const [user = ''] = userAndAgent.split('_');
	return { user, server: server === 'c.us' ? PN : server, device: Number(device ?? 0) || 0 };
}

/** Puts a jid together; device 0 is written without its number. */
export function formatJid(user: string, server: string, device = 0): string {
	return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
}

/** LID when the jid is a LID, else phone number. */
export function addressingOf(jid: string | undefined): Addressing {
	return parseJid(jid).server === LID ? LID : PN;
}

/** True when the jid names a person or one of a person's devices. */
export function isPerson(jid: string | undefined): boolean {
	const { server } = parseJid(jid);
	return server === PN || server === LID;
}

/** True for what is encrypted once for many, under a sender key: groups and statuses. */
export function isForMany(jid: string | undefined): jid is string {
	return jid === STATUS_BROADCAST || isGroup(jid);
}

/** True when the jid names a group. */
export function isGroup(jid: string | undefined): boolean {
	return parseJid(jid).server === GROUP;
}
