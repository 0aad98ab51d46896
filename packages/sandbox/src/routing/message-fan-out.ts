import { LID, PN, type Addressing } from '../stanza/jid.js';
import { child, children, stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { Endpoint } from '../state/accounts.js';

/** One ciphertext and the device it is for. */
export interface Copy {
	readonly jid: string;
	readonly enc: Stanza;
}

/** Children of a client's message that travel on; the others are between client and server. */
const PASSED_ON = new Set(['meta', 'biz', 'bot']);

/** The ciphertexts of a message: one for each `<to>`, or those addressed directly (retry, peer message). */
export function copiesIn(message: Stanza): Copy[] {
	const listed = children(child(message, 'participants'), 'to').flatMap((to) => {
		const enc = child(to, 'enc');
		return enc && to.attrs['jid'] !== undefined ? [{ jid: to.attrs['jid'], enc }] : [];
	});
	if (listed.length > 0) return listed;
	const jid = message.attrs['to'] ?? '';
	return children(message, 'enc').map((enc) => ({ jid, enc }));
}

/** True for a message to one device: an answer to a retry receipt, or a peer message. */
export function isDirect(message: Stanza): boolean {
	return child(message, 'participants') === undefined;
}

/** The stanza one device receives, with the ciphertexts it can open. */
export function formatCopy(
	message: Stanza,
	notify: string,
	t: number,
	encs: readonly Stanza[],
	attrs: Attrs,
): Stanza {
	const { id, type, edit, category } = message.attrs;
	const identity = child(message, 'device-identity');
	return stanza('message', { id, type, t, notify, edit, category, ...attrs }, [
		...encs,
		...children(message).filter((each) => PASSED_ON.has(each.tag)),
		...(identity && encs.some(({ attrs: { type: kind } }) => kind === 'pkmsg') ? [identity] : []),
	]);
}

/** Addresses of a message between two people. */
export function directAttrs(from: Endpoint, addressing: Addressing): Attrs {
	const { account, device } = from;
	return {
		from: account.jid(addressing, device?.id ?? 0),
		addressing_mode: addressing === LID ? 'lid' : 'pn',
		...(addressing === LID ? { sender_pn: account.jid(PN) } : { sender_lid: account.jid(LID) }),
	};
}

/**
 * Addresses of the copy for the sender's own other devices. Never `sender_lid` here: the client
 * would take its own LID for the other side's.
 */
export function ownCopyAttrs(from: Endpoint, chat: Account, addressing: Addressing): Attrs {
	const { account, device } = from;
	return {
		from: account.jid(addressing, device?.id ?? 0),
		recipient: chat.jid(addressing),
		...(addressing === LID
			? { peer_recipient_pn: chat.jid(PN) }
			: { peer_recipient_lid: chat.jid(LID) }),
	};
}

/** Addresses of a message between an account's own devices, such as history or keys. */
export function peerAttrs(from: Endpoint, addressing: Addressing): Attrs {
	return { from: from.account.jid(addressing, from.device?.id ?? 0) };
}
