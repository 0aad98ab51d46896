import { MAX_TEXT_LENGTH } from '@waypost/contract';
import { WaypostError } from '../runtime/waypost-error.js';

/**
 * Refuses a text that nobody could read at the other end; everything else goes unchanged.
 *
 * @param path - where it stands in the request, as a JSON pointer.
 * @throws WaypostError INVALID_REQUEST, TEXT_TOO_LONG
 */
export function checkText(text: string, path: '/text' | '/attachment/caption'): void {
	const invalid = (message: string) =>
		new WaypostError('INVALID_REQUEST', message, {
			fields: [{ path, code: 'invalid', message }],
		});
	if (path === '/text' && text.trim() === '') throw invalid('The text is empty.');
	if (text.length > MAX_TEXT_LENGTH) {
		throw new WaypostError(
			'TEXT_TOO_LONG',
			`The text has ${text.length} characters; WhatsApp takes at most ${MAX_TEXT_LENGTH}.`,
		);
	}
	if (!text.isWellFormed() || text.includes('\0')) {
		throw invalid('The text contains half of a character, or a NUL. Check its encoding.');
	}
}
