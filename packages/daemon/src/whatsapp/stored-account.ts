import type { SessionCredentials } from '../storage/session-credentials.js';
import { GENERATION_KEYS, readGenerations, type Generation } from './account-generations.js';
import { CredentialsError } from './credentials-error.js';

/** What is stored of a session's account. `half-done`: a pairing code was asked for, never typed. */
export type StoredAccount =
	| { state: 'none' | 'half-done' }
	| { state: 'linked'; json: string; generations: readonly Generation[] };

/**
 * Reads the newest account row that is whole.
 *
 * @throws CredentialsError when something is stored that cannot be used. It is never "none" then: a
 * new identity would overwrite the linked one.
 */
export async function readStoredAccount(credentials: SessionCredentials): Promise<StoredAccount> {
	const generations = readGenerations(await credentials.get(GENERATION_KEYS));
	const linked = generations.find(({ json }) => json !== undefined && isLinked(json));
	if (linked?.json !== undefined) return { state: 'linked', json: linked.json, generations };
	const damaged = generations.some(({ json }) => json === undefined);
	if (damaged || (generations.length === 0 && !(await credentials.isEmpty()))) {
		throw new CredentialsError(
			'The stored credentials of this session cannot be read. Restore the data folder from a backup, or unlink the session and link it again.',
		);
	}
	return { state: generations.length === 0 ? 'none' : 'half-done' };
}

/** A phone has accepted the account: `account` is its signature (Baileys `Types/Auth.d.ts`). */
function isLinked(json: string): boolean {
	try {
		const creds: unknown = JSON.parse(json);
		if (typeof creds !== 'object' || creds === null) return false;
		return ['me', 'account', 'noiseKey'].every((name) => Boolean(Reflect.get(creds, name)));
	} catch {
		return false;
	}
}
