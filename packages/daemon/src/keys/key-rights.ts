import type { Scope } from '@waypost/contract';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Caller } from './caller.js';
import type { KeyRecord } from './keys.store.js';

/** What a key may do. */
export type KeyRights = Pick<
	KeyRecord,
	'scopes' | 'sessions' | 'maxSessions' | 'expiresAt' | 'ipAllow'
>;

const forbid = (detail: string): never => {
	throw new WaypostError('FORBIDDEN', detail);
};

const coversSessions = (caller: Caller, sessions: readonly string[]): boolean =>
	sessions.every((id) => (id === '*' ? caller.sessions.includes('*') : caller.maySee(id)));

/** Whether a key works on sessions of the caller only; others do not exist for it. */
export const isInReach = (caller: Caller, key: Pick<KeyRights, 'sessions'>): boolean =>
	coversSessions(caller, key.sessions);

function assertScopes(caller: Caller, scopes: readonly Scope[]): void {
	const lacking = scopes.filter((scope) => !caller.can(scope));
	if (lacking.length === 0) return;
	forbid(
		`The API key "${caller.name}" lacks ${lacking.join(', ')} itself and cannot give it away. Use the admin key.`,
	);
}

/**
 * Keeps a key with `keys:manage` from making itself a better one: what it makes, or gets the secret
 * of, may do no more than itself.
 *
 * @param own - rights of the caller's key; null for the admin key, which may give everything.
 * @throws WaypostError FORBIDDEN that names what is too much.
 */
export function assertMayGive(caller: Caller, own: KeyRights | null, key: KeyRights): void {
	assertScopes(caller, key.scopes);
	if (own === null || caller.can('admin')) return;
	if (!coversSessions(caller, key.sessions)) {
		forbid(
			`The API key "${caller.name}" may not use all of these sessions itself. Name only its own.`,
		);
	}
	const { maxSessions, expiresAt, ipAllow } = own;
	if (maxSessions !== null && (key.maxSessions ?? Infinity) > maxSessions) {
		forbid(
			`The API key "${caller.name}" may create ${maxSessions} sessions; give \`maxSessions\` up to that.`,
		);
	}
	if (expiresAt !== null && (key.expiresAt ?? Infinity) > expiresAt) {
		forbid(
			`The API key "${caller.name}" expires itself; give an \`expiresAt\` no later than its own.`,
		);
	}
	const isWider = key.ipAllow.length === 0 || key.ipAllow.some((entry) => !ipAllow.includes(entry));
	if (ipAllow.length > 0 && isWider) {
		forbid(
			`The API key "${caller.name}" is bound to addresses; give an \`ipAllow\` with some of ${ipAllow.join(', ')}.`,
		);
	}
}
