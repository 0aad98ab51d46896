import { WaypostError } from './errors.js';

export type QueryValue = string | number | boolean | readonly string[] | undefined;
export type Query = Readonly<Record<string, QueryValue>>;

/** Checks the address of a daemon and drops the slashes at its end; a path before them is kept. */
export function parseBaseUrl(url: string): string {
	const parsed = URL.parse(url);
	if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
		throw new WaypostError(
			'INVALID_URL',
			`"${url}" is not the address of a daemon. Write it like http://127.0.0.1:9297.`,
		);
	}
	if (parsed.username !== '' || parsed.password !== '') {
		throw new WaypostError(
			'INVALID_URL',
			'The url holds a user name or password, which the daemon does not use. Give the key as apiKey.',
		);
	}
	return parsed.origin + parsed.pathname.replace(/\/+$/, '');
}

/**
 * A path whose parts come from the caller: `` path`/v1/sessions/${id}` ``. Each part is encoded, and
 * an empty part or a dot segment is refused, since it would address something else.
 */
export function path(texts: TemplateStringsArray, ...parts: string[]): string {
	return texts.reduce((before, text, index) => before + encodePart(parts[index - 1] ?? '') + text);
}

function encodePart(part: string): string {
	if (part === '' || part === '.' || part === '..') {
		throw new WaypostError(
			'INVALID_ARGUMENT',
			`"${part}" cannot be an id. Pass the id of a thing.`,
		);
	}
	return encodeURIComponent(part);
}

/** The query with its `?`, or nothing. Values that are undefined are left out; lists repeat. */
export function formatQuery(query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined) continue;
		for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
	}
	return search.size === 0 ? '' : `?${search}`;
}
