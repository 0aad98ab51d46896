export interface CardContent {
	name: string;
	/** E.164 with `+`. */
	phoneNumber: string;
	organization?: string | undefined;
	email?: string | undefined;
}

/**
 * Writes a card as WhatsApp carries it: vCard 3.0 (RFC 2426), with the number once more in `waid`,
 * by which phones offer to write to it.
 */
export function formatVcard({ name, phoneNumber, organization, email }: CardContent): string {
	const digits = phoneNumber.replace(/\D/g, '');
	return [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`N:;${escape(name)};;;`,
		`FN:${escape(name)}`,
		...(organization ? [`ORG:${escape(organization)};`] : []),
		`TEL;type=CELL;type=VOICE;waid=${digits}:+${digits}`,
		...(email ? [`EMAIL:${escape(email)}`] : []),
		'END:VCARD',
	].join('\n');
}

/** RFC 2426 §4: a line break as it is would begin a property of its own. */
const escape = (text: string): string =>
	text
		.replace(/[\\;,]/g, '\\$&')
		.replace(/\r\n|[\r\n\u0085\u2028\u2029]/g, '\\n')
		.replace(/\p{Cc}/gu, '');
