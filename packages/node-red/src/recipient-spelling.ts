/** What people put between digits: spaces and dashes of all kinds, brackets, dots, slashes. */
const SEPARATORS = /[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff\-\u2010-\u2015\u2212().[\]/]/gu;
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;

/**
 * A phone number or the id of a chat in the spelling of the daemon: `+49 (0)170 0000001` as
 * `+491700000001`. What is neither stays as it is: the daemon says what is wrong with it.
 */
export function spellingOf(recipient: string): string {
	const text = recipient.trim();
	if (text.includes('@')) return text.replace(/@c\.us$/, '@s.whatsapp.net');
	const compact = text.replaceAll('(0)', '').replaceAll(SEPARATORS, '');
	const number = `+${compact.replace(/^(\+|00)/, '')}`;
	return isPhoneNumber(number) ? number : text;
}

/** Whether a text is a phone number in that spelling. */
export const isPhoneNumber = (text: string): boolean => PHONE_NUMBER.test(text);

/** The same for both names of a direct chat, its phone number and its id. */
export const chatOf = (recipient: string): string =>
	spellingOf(recipient).replace(/^(\d+)@s\.whatsapp\.net$/, '+$1');
