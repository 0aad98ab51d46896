import type { Scope } from '@waypost/contract';

/** Who makes a request, and what it may do. Made by authentication, read by handlers. */
export interface Caller {
	/** Id of the API key; null for the admin key, which is in no table. */
	readonly keyId: string | null;
	readonly name: string;
	readonly scopes: readonly Scope[];
	/** Session ids this key may use; `*` is all. */
	readonly sessions: readonly string[];
	/** How many sessions this key may create; null is no limit of its own. */
	readonly maxSessions: number | null;
	/** True when the key has the scope, or `admin`. */
	can(scope: Scope): boolean;
	/** True when the session is in the key's list. What it may not see does not exist for it. */
	maySee(sessionId: string): boolean;
}

export interface CallerOptions {
	keyId: string | null;
	name: string;
	scopes: readonly Scope[];
	sessions: readonly string[];
	maxSessions: number | null;
}

/** A caller with the given rights. `admin` includes every scope. */
export function createCaller(options: CallerOptions): Caller {
	const scopes = new Set(options.scopes);
	const sessions = new Set(options.sessions);
	return Object.freeze({
		...options,
		can: (scope: Scope) => scopes.has('admin') || scopes.has(scope),
		maySee: (sessionId: string) => sessions.has('*') || sessions.has(sessionId),
	});
}

/** Whoever holds the admin key: may do everything, everywhere. */
export const createAdminCaller = (): Caller =>
	createCaller({
		keyId: null,
		name: 'admin',
		scopes: ['admin'],
		sessions: ['*'],
		maxSessions: null,
	});
