import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { WaypostError } from '../runtime/waypost-error.js';

/** Where a message goes, as the request says it. */
export type Recipient =
	/** E.164 with `+`; WhatsApp decides whether it exists. */
	| { kind: 'phone-number'; phoneNumber: string }
	/** A chat id from an event. */
	| { kind: 'chat'; chatId: string };

const CHAT_ID = /^(\d{5,20}@s\.whatsapp\.net|\d{5,20}@lid|\d{5,20}(-\d{5,20})?@g\.us)$/;
/** What people put between digits: spaces of all kinds, dashes of all kinds, brackets, dots, slashes. */
const SEPARATORS = /[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff\-\u2010-\u2015\u2212().[\]/]/gu;
const INTERNATIONAL = /^[1-9]\d{6,14}$/;
const EXAMPLE = 'Write it with its country code, for example +49 170 0000001.';

/**
 * Reads a recipient in any common spelling: `+49 170 0000001`, `0049-170-0000001`,
 * `49 (170) 0000001`, `+49 (0)170 0000001`, or a chat id.
 *
 * @throws WaypostError INVALID_NUMBER with the corrected form where there is one.
 */
export function parseRecipient(to: string): Recipient {
	const text = to.trim();
	if (text.includes('@')) {
		const chatId = text.replace(/@c\.us$/, '@s.whatsapp.net');
		if (CHAT_ID.test(chatId)) return { kind: 'chat', chatId };
		throw invalid(`'${shorten(text)}' is not a chat id. Use the id of a chat from an event.`);
	}
	return { kind: 'phone-number', phoneNumber: parsePhoneNumber(text) };
}

/**
 * Reads a phone number in any common spelling.
 *
 * @returns E.164 with `+`.
 * @throws WaypostError INVALID_NUMBER
 */
export function parsePhoneNumber(text: string): string {
	const compact = text.trim().replace(/\(0\)/g, '').replace(SEPARATORS, '');
	const digits = compact.replace(/^(\+|00)/, '');
	if (!/^\d+$/.test(digits)) {
		throw invalid(`'${shorten(text)}' is not a phone number. ${EXAMPLE}`);
	}
	if (digits.startsWith('0')) {
		throw invalid(`'${shorten(text)}' has no country code. ${EXAMPLE}`);
	}
	if (!INTERNATIONAL.test(digits)) {
		throw invalid(
			`'${shorten(text)}' has ${digits.length} digits; a phone number has 7 to 15, with its country code. ${EXAMPLE}`,
		);
	}
	checkTrunkZero(text, digits);
	return `+${digits}`;
}

/** `+49 0170 …` keeps the zero of the national form: no such number can exist, so help. */
function checkTrunkZero(text: string, digits: string): void {
	const parsed = parsePhoneNumberFromString(`+${digits}`);
	if (!parsed || parsed.number === `+${digits}`) return;
	throw invalid(
		`'${shorten(text)}' has a zero after the country code that is only dialled inside the country. Did you mean ${parsed.number}?`,
	);
}

const invalid = (detail: string) => new WaypostError('INVALID_NUMBER', detail);
const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
