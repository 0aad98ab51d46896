/**
 * Whether a text fits what a rule names: a part of it, whatever the case; or, between slashes, a
 * regular expression such as `/^order \d+/`, case ignored.
 */
export function fits(text: string, pattern: string): boolean {
	const expression = expressionIn(pattern);
	if (expression !== undefined) return new RegExp(expression, 'iu').test(text);
	return text.toLocaleLowerCase().includes(pattern.toLocaleLowerCase());
}

export function isPattern(pattern: string): boolean {
	const expression = expressionIn(pattern);
	if (expression === undefined) return true;
	try {
		new RegExp(expression, 'iu');
		return true;
	} catch {
		return false;
	}
}

/** The same words, whatever the case and the spaces around them. */
export function sameWords(one: string, other: string): boolean {
	return one.trim().toLocaleLowerCase() === other.trim().toLocaleLowerCase();
}

function expressionIn(pattern: string): string | undefined {
	return /^\/(.+)\/$/u.exec(pattern)?.[1];
}
