import type { AddressBook } from './address-book.js';
import type { BinaryNode, WASocket } from './baileys.js';
import { lidOf } from './jid.js';
import { onStanza } from './socket-guards.js';

/** Answers about one group and about all of them, and what happens to groups. */
const STANZAS = ['CB:iq,,group', 'CB:iq,,groups', 'CB:notification,type:w:gp2'];

/** Learns the addresses of group members: WhatsApp names both wherever it lists them. */
export function learnGroupMembers(sock: WASocket, addresses: AddressBook): void {
	for (const name of STANZAS) {
		onStanza(sock, name, (node) => membersIn(node).forEach((pair) => addresses.learn(pair)));
	}
}

type Pair = Parameters<AddressBook['learn']>[0];

/** `<participant jid="…@lid" phone_number="…">`, or `<participant jid="…@s.whatsapp.net" lid="…">`. */
function membersIn({ tag, attrs, content }: BinaryNode): Pair[] {
	const inside = Array.isArray(content) ? content.flatMap(membersIn) : [];
	if (tag !== 'participant' || !attrs['jid']) return inside;
	const { jid, lid, phone_number: number } = attrs;
	const pair = lidOf(jid) === null ? { lid, pn: jid } : { lid: jid, pn: number };
	return [pair, ...inside];
}
