import type { Route, Scope } from '@waypost/contract';
import type { Request } from 'express';
import type { Credentials } from '../keys/authentication.js';
import type { Caller } from '../keys/caller.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { FailedAuthLimiter } from './failed-auth-limiter.js';

/** Finds out who calls. @throws WaypostError UNAUTHORIZED, KEY_EXPIRED or FORBIDDEN. */
export type Authenticate = (request: Credentials) => Caller;

/** Finds out who a ticket was given to, and voids it. @throws WaypostError UNAUTHORIZED. */
export type RedeemTicket = (ticket: string, address: string | undefined) => Caller;

export interface AdmitOptions {
	authenticate: Authenticate;
	/** For routes that take a ticket. */
	redeemTicket: RedeemTicket;
	limiter: FailedAuthLimiter;
}

const hasKey = (request: Request): boolean =>
	request.get('authorization') !== undefined || request.get('x-api-key') !== undefined;

function identify(request: Request, { authenticate, limiter }: AdmitOptions): Caller {
	try {
		return authenticate(request);
	} catch (error) {
		const isWrongKey = error instanceof WaypostError && error.code === 'UNAUTHORIZED';
		if (isWrongKey && hasKey(request)) limiter.recordFailure(request.ip ?? '');
		throw error;
	}
}

/** The ticket that stands in for a key, where the route takes one. */
function ticketOf(request: Request, route: Route): string | null {
	const { ticket } = request.query;
	return route.takesTicket && !hasKey(request) && typeof ticket === 'string' ? ticket : null;
}

function requireScope(caller: Caller, scope: Scope): void {
	if (caller.can(scope)) return;
	throw new WaypostError(
		'FORBIDDEN',
		`The API key "${caller.name}" lacks the scope ${scope}. Use a key that has it.`,
	);
}

function requireSession(caller: Caller, sessionId: unknown): void {
	if (typeof sessionId !== 'string' || caller.maySee(sessionId)) return;
	throw new WaypostError('SESSION_NOT_FOUND');
}

/**
 * Lets a caller in by the row of the route: key, then scope, then session list. A session outside
 * the list answers like one that does not exist, so that ids do not leak.
 *
 * @returns null on routes that need no key.
 */
export function admit(request: Request, route: Route, options: AdmitOptions): Caller | null {
	if (route.access === 'public' || route.access === 'ticket') return null;
	const ticket = ticketOf(request, route);
	const caller =
		ticket === null ? identify(request, options) : options.redeemTicket(ticket, request.ip);
	if (route.access !== 'any-key') requireScope(caller, route.access);
	requireSession(caller, request.params['sessionId']);
	return caller;
}
