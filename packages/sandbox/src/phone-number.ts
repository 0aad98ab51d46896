import { createHash } from 'node:crypto';
import { SandboxError } from './errors.js';

/** The digits of an E.164 number: `+49 170 0000001` becomes `491700000001`. Throws INVALID_NUMBER. */
export function digitsOf(phoneNumber: string): string {
	const digits = phoneNumber.replace(/[\s()./-]/g, '').replace(/^\+/, '');
	if (/^[1-9]\d{6,14}$/.test(digits)) return digits;
	throw new SandboxError(
		'INVALID_NUMBER',
		`"${phoneNumber}" is not a phone number. Write it with country code, such as +491700000001.`,
	);
}

/** Digits as the API shows them. */
export function toE164(digits: string): string {
	return `+${digits}`;
}

/** The privacy address of a number: 15 digits, always the same for the same number. */
export function lidOf(digits: string): string {
	const hash = createHash('sha256').update(`lid${digits}`).digest('hex').slice(0, 12);
	const number = BigInt(`0x${hash}`).toString().padStart(14, '0').slice(0, 14);
	return `1${number}`;
}
