import { inputError } from '../errors/error-texts.js';
import { chatOf } from '../recipient-spelling.js';
import type { Translate } from '../translate.js';

export interface Recipients {
	/** As the user wrote them: the daemon cleans the spelling. Each once, whatever its spelling. */
	list: readonly string[];
	/** Whether a list was given, were it of one. */
	isList: boolean;
}

/**
 * Who a message goes to: a phone number or chat id, a list of them, or several in one text separated
 * by commas.
 *
 * @throws NodeError `NO_RECIPIENT`
 */
export function recipientsOf(value: unknown, translate: Translate): Recipients {
	const written = Array.isArray(value) ? value : String(isName(value) ? value : '').split(/[,;\n]/);
	const list = written.map((name) => (isName(name) ? String(name).trim() : '')).filter(Boolean);
	if (list.length === 0 || list.length < written.filter((name) => name !== '').length) {
		throw inputError('NO_RECIPIENT', translate);
	}
	return { list: eachOnce(list), isList: Array.isArray(value) || list.length > 1 };
}

/** Named in two ways one person would get the message twice. */
function eachOnce(list: readonly string[]): string[] {
	const byChat = new Map<string, string>();
	for (const name of list) {
		const chat = chatOf(name);
		if (!byChat.has(chat)) byChat.set(chat, name);
	}
	return [...byChat.values()];
}

const isName = (value: unknown): value is string | number =>
	typeof value === 'string' || typeof value === 'number';
