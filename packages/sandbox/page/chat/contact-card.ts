/** A vCard with one number (RFC 2426), as WhatsApp sends them. */
export function cardOf(name: string, phoneNumber: string): string {
	const digits = phoneNumber.replace(/\D/g, '');
	const escaped = name.replace(/[\\;,]/g, (letter) => `\\${letter}`).replaceAll('\n', ' ');
	return [
		'BEGIN:VCARD',
		'VERSION:3.0',
		`FN:${escaped}`,
		`TEL;type=CELL;waid=${digits}:+${digits}`,
		'END:VCARD',
	].join('\n');
}

/** The phone numbers in a vCard, as they are written there. */
export function numbersIn(vcard: string): string[] {
	return vcard
		.split(/\r?\n/)
		.flatMap((line) => /^(?:item\d+\.)?TEL[^:]*:(.+)$/i.exec(line)?.[1]?.trim() ?? []);
}
