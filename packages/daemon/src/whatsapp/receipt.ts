import type { BinaryNode } from './baileys.js';
import { addressOf, chatKindOf, isSameAccount, jidOfPhoneNumber, lidOf } from './jid.js';
import type { Ack, Address, Receipt } from './whatsapp-connection.js';

export interface ReceiptContext {
	/** The addresses of this account. */
	jid: string | null;
	lid: string | null;
	/** The number (E.164 with `+`) behind a LID, where it was seen before. */
	phoneNumberOf(lid: string): string | undefined;
	/** Milliseconds since 1970. */
	now: number;
}

/**
 * What a receipt's type says about a message of ours. The others (`retry`, `peer_msg`, `hist_sync`,
 * `server-error`, …) are talk between devices, and `read-self` is about messages of others.
 */
const STATUS_OF_TYPE: Readonly<Record<string, Receipt['status']>> = {
	'': 'delivered',
	inactive: 'delivered',
	sender: 'sent',
	read: 'read',
	played: 'played',
};

/** WhatsApp counts seconds. */
const milliseconds = (seconds: string | undefined, now: number): number =>
	seconds && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : now;

/** `<ack class="message" id t [error]>`: the only word of WhatsApp on whether it took a message. */
export function toAck({ attrs }: BinaryNode, now: number): Ack | null {
	const { id, t, error } = attrs;
	if (!id) return null;
	return { whatsappId: id, at: milliseconds(t, now), error: error ? Number(error) || 0 : null };
}

/**
 * `<receipt>` as it came from the wire. Baileys' own events for it wait in a buffer, and a status that
 * meets its message there is merged into that (`Utils/event-buffer.js`).
 *
 * @returns null when it does not tell of a message this account sent.
 */
export function toReceipt(node: BinaryNode, context: ReceiptContext): Receipt | null {
	const { id, type = '', t, from, participant, recipient } = node.attrs;
	const status = STATUS_OF_TYPE[type];
	if (!id || !status) return null;
	const sender = participant ?? from;
	const fromOwnDevice = isSameAccount(sender, context.jid) || isSameAccount(sender, context.lid);
	// With `recipient`, another device of ours tells what became of somebody else's message.
	if (fromOwnDevice !== (status === 'sent') || (recipient && !fromOwnDevice)) return null;
	return {
		whatsappIds: [id, ...listedIds(node)],
		member: fromOwnDevice ? null : memberOf(node, context),
		status,
		at: milliseconds(t, context.now),
	};
}

/** In a group the receipt names the member beside the group; the own devices are none. */
function memberOf({ attrs }: BinaryNode, { phoneNumberOf }: ReceiptContext): Address | null {
	const { from, participant, participant_pn: number, participant_lid: lid } = attrs;
	if (!participant || chatKindOf(from ?? '') === 'direct') return null;
	const known = phoneNumberOf(lidOf(participant) ?? '');
	return addressOf([participant, number, lid, known && jidOfPhoneNumber(known)], null);
}

/** One receipt may speak for many: `<list><item id/>…</list>`. */
function listedIds({ content }: BinaryNode): string[] {
	const list = Array.isArray(content) ? content.find(({ tag }) => tag === 'list') : undefined;
	const items = Array.isArray(list?.content) ? list.content : [];
	return items.flatMap(({ tag, attrs }) => (tag === 'item' && attrs['id'] ? [attrs['id']] : []));
}
