import { createHash } from 'node:crypto';

/**
 * Every stored value starts with a format byte, so that another form (an encrypted one) can come
 * beside the values that are already stored.
 */
const PLAIN = '1';
const TAG_LENGTH = 64;

/** A key: the format byte, then JSON. */
export const encodeValue = (json: string): string => PLAIN + json;

/** @throws when the value is in a form this version does not know. */
export function decodeValue(stored: string): string {
	if (!stored.startsWith(PLAIN)) throw new Error('The value has an unknown format.');
	return stored.slice(1);
}

const tagOf = (json: string): string => createHash('sha256').update(json).digest('hex');

/** The account's own row: format byte, SHA-256 of the JSON in hex, JSON. */
export const encodeTagged = (json: string): string => PLAIN + tagOf(json) + json;

/** @returns the JSON, or undefined when the row is damaged or in an unknown form. */
export function decodeTagged(stored: string): string | undefined {
	if (!stored.startsWith(PLAIN)) return undefined;
	const json = stored.slice(1 + TAG_LENGTH);
	return stored.slice(1, 1 + TAG_LENGTH) === tagOf(json) ? json : undefined;
}
