import { MAX_TEXT_LENGTH } from '@waypost/contract';
import { WaypostError } from '../runtime/waypost-error.js';

/** What is wrong with one field of a request. @param path - a JSON pointer. */
export const invalidField = (path: string, message: string): WaypostError =>
	new WaypostError('INVALID_REQUEST', message, {
		fields: [{ path, code: 'invalid', message }],
	});

/**
 * Refuses a text that nobody could read at the other end; everything else goes unchanged.
 *
 * @param path - where it stands in the request, as a JSON pointer.
 * @throws WaypostError INVALID_REQUEST, TEXT_TOO_LONG
 */
export function checkText(text: string, path: '/text' | '/attachment/caption'): void {
	if (path === '/text' && text.trim() === '') throw invalidField(path, 'The text is empty.');
	if (text.length > MAX_TEXT_LENGTH) {
		throw new WaypostError(
			'TEXT_TOO_LONG',
			`The text has ${text.length} characters; WhatsApp takes at most ${MAX_TEXT_LENGTH}.`,
		);
	}
	checkWords({ [path]: text });
}

/**
 * Refuses words whose encoding is broken.
 *
 * @param words - by their place in the request; what is absent is fine.
 * @throws WaypostError INVALID_REQUEST
 */
export function checkWords(words: Readonly<Record<string, string | null | undefined>>): void {
	for (const [path, text] of Object.entries(words)) {
		if (typeof text !== 'string' || (text.isWellFormed() && !text.includes('\0'))) continue;
		throw invalidField(
			path,
			'The text contains half of a character, or a NUL. Check its encoding.',
		);
	}
}
