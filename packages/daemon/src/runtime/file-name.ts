import { WaypostError } from './waypost-error.js';

/** What file systems and WhatsApp's apps take, in UTF-8. */
const MAX_BYTES = 255;
/** Control characters, and those that turn the direction of text: `exe.pdf` may be `fdp.exe`. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
const SEPARATORS = /[/\\]/;

/**
 * A name that came along with a file, made fit to be shown: the last part of a path, without unsafe
 * characters, cut before its extension when it is too long.
 *
 * @returns null when nothing is left.
 */
export function cleanFileName(name: string): string | null {
	const last = name.normalize('NFC').toWellFormed().split(SEPARATORS).at(-1) ?? '';
	const safe = shorten(last.replace(UNSAFE, '').trim());
	return /^\.*$/.test(safe) ? null : safe;
}

function shorten(name: string): string {
	if (Buffer.byteLength(name) <= MAX_BYTES) return name;
	const extension = /\.[^.\s]{1,16}$/.exec(name)?.[0] ?? '';
	const room = MAX_BYTES - Buffer.byteLength(extension);
	let stem = '';
	for (const character of name.slice(0, name.length - extension.length)) {
		if (Buffer.byteLength(stem + character) > room) break;
		stem += character;
	}
	return stem + extension;
}

/**
 * A name somebody chose is shown as it is, or refused.
 *
 * @throws WaypostError INVALID_REQUEST for a name that is not one of a file.
 */
export function assertFileName(name: string): void {
	const isFit =
		!SEPARATORS.test(name) &&
		name.search(UNSAFE) === -1 &&
		name.isWellFormed() &&
		!/^[.\s]*$/.test(name) &&
		Buffer.byteLength(name) <= MAX_BYTES;
	if (isFit) return;
	const message =
		'Give a file name of at most 255 bytes, without slashes, control characters and marks that turn the direction of text.';
	throw new WaypostError('INVALID_REQUEST', `The file name cannot be used. ${message}`, {
		fields: [{ path: '/attachment/fileName', code: 'invalid_format', message }],
	});
}
