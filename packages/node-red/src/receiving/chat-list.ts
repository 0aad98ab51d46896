import type { Chat } from '@waypost/client';
import { inputError } from '../errors/error-texts.js';
import { isPhoneNumber, spellingOf } from '../recipient-spelling.js';
import type { Translate } from '../translate.js';

/** Tells whether a chat is one of those that the user named. */
export type ChatTest = (chat: Chat | null) => boolean;

/**
 * Reads phone numbers in any common spelling, and chat ids, separated by commas; null when there are
 * none.
 *
 * @throws NodeError `INVALID_NUMBER` for a number without its country code: it would never fit.
 */
export function chatTestOf(list: string | undefined, translate: Translate): ChatTest | null {
	const names = (list ?? '').split(/[,;\n]/).map((name) => name.trim());
	const wanted = new Set<string>();
	for (const name of names) if (name !== '') wanted.add(spelled(name, translate));
	if (wanted.size === 0) return null;
	return (chat) =>
		[chat?.id, chat?.lid, chat?.phoneNumber].some(
			(name) => typeof name === 'string' && wanted.has(name),
		);
}

/** A number as the daemon writes it; anything else is a chat id. */
function spelled(name: string, translate: Translate): string {
	const spelling = spellingOf(name);
	if (isPhoneNumber(spelling) || !/^\+?[\d\s()./-]+$/.test(name)) return spelling;
	throw inputError('INVALID_NUMBER', translate);
}
