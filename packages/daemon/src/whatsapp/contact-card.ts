import type { ContactCard } from '@waypost/contract';
import type { proto } from './baileys.js';

/** `TEL;type=CELL;waid=491700000001:+49 170 0000001`, also with a group before it: `item1.TEL`. */
const TELEPHONE = /^(?:[\w-]+\.)?TEL((?:;[^:\r\n]*)?):(.*)$/im;
const WHATSAPP_ID = /;waid=(\d{5,15})/i;
const INTERNATIONAL = /^[1-9]\d{6,14}$/;

/** A contact card of WhatsApp in our words. */
export function toContactCard({ displayName, vcard }: proto.Message.IContactMessage): ContactCard {
	const text = vcard ?? '';
	return { name: displayName ?? '', phoneNumber: phoneNumberIn(text), vcard: text };
}

/**
 * The first telephone number of a vCard.
 *
 * @returns E.164 with `+`; null when there is none, or one without its country code.
 */
export function phoneNumberIn(vcard: string): string | null {
	// A long line goes on after a line break and a space (RFC 6350 §3.2).
	const [, attributes = '', value = ''] = TELEPHONE.exec(vcard.replace(/\r?\n[ \t]/g, '')) ?? [];
	const known = WHATSAPP_ID.exec(attributes)?.[1];
	if (known) return `+${known}`;
	const compact = value.trim().replace(/^(?:tel:)?(\+|00)/i, '+');
	const digits = compact.replace(/\D/g, '');
	return compact.startsWith('+') && INTERNATIONAL.test(digits) ? `+${digits}` : null;
}
