import type { BinaryNode } from './baileys.js';
import { isSameAccount } from './jid.js';
import type { Ack, Receipt } from './whatsapp-connection.js';

/** The addresses of this account. */
export interface OwnAddresses {
	jid: string | null;
	lid: string | null;
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
export function toReceipt(node: BinaryNode, own: OwnAddresses, now: number): Receipt | null {
	const { id, type = '', t, from, participant, recipient } = node.attrs;
	const status = STATUS_OF_TYPE[type];
	if (!id || !status) return null;
	const sender = participant ?? from;
	const fromOwnDevice = isSameAccount(sender, own.jid) || isSameAccount(sender, own.lid);
	// With `recipient`, another device of ours tells what became of somebody else's message.
	if (fromOwnDevice !== (status === 'sent') || (recipient && !fromOwnDevice)) return null;
	return { whatsappIds: [id, ...listedIds(node)], status, at: milliseconds(t, now) };
}

/** One receipt may speak for many: `<list><item id/>…</list>`. */
function listedIds({ content }: BinaryNode): string[] {
	const list = Array.isArray(content) ? content.find(({ tag }) => tag === 'list') : undefined;
	const items = Array.isArray(list?.content) ? list.content : [];
	return items.flatMap(({ tag, attrs }) => (tag === 'item' && attrs['id'] ? [attrs['id']] : []));
}
