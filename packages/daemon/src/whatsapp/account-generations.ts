import { decodeTagged, encodeTagged } from './stored-value.js';

/** Where the account row and the two before it are kept. */
export const GENERATION_KEYS = ['creds', 'creds@-1', 'creds@-2'] as const;

/** One stored account row: its JSON when it could be read. */
export interface Generation {
	key: string;
	stored: string;
	json: string | undefined;
}

/** @param rows - the values of {@link GENERATION_KEYS}, newest first. */
export function readGenerations(rows: readonly (string | undefined)[]): Generation[] {
	return GENERATION_KEYS.flatMap((key, index) => {
		const stored = rows[index];
		return stored === undefined ? [] : [{ key, stored, json: decodeTagged(stored) }];
	});
}

/**
 * The rows to write so that `json` becomes the newest and the readable ones before it move down by
 * one. The account row of WhatsApp is irreplaceable: without it a person must link again.
 */
export function nextGenerations(
	json: string,
	before: readonly Generation[],
): { rows: Map<string, string>; generations: Generation[] } {
	const kept = before.filter((generation) => generation.json !== undefined);
	const stored = [encodeTagged(json), ...kept.map((generation) => generation.stored)];
	const generations = readGenerations(stored.slice(0, GENERATION_KEYS.length));
	return { rows: new Map(generations.map((each) => [each.key, each.stored])), generations };
}
