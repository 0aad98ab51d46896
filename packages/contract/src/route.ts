import type { z } from 'zod';
import type { Scope } from './scopes.js';

/**
 * Who may call a route: `public` is everybody, `ticket` whoever holds the secret in the path,
 * `any-key` every valid API key, else the scope the key must have.
 */
export type Access = 'public' | 'ticket' | 'any-key' | Scope;

/** What a status answers: a JSON schema, or a media type whose bytes are not described. */
export type ResponseBody = z.ZodType | { mediaTypes: readonly string[] } | null;

export interface Route {
	method: 'get' | 'post' | 'patch' | 'delete';
	/** Express path; `:sessionId` is checked against the session list of the key. */
	path: string;
	access: Access;
	/** True where a one-time ticket in the query, `?ticket=`, may stand in for the API key. */
	takesTicket?: boolean;
	/** True where a request with an `Idempotency-Key` may be repeated without being done twice. */
	idempotent?: boolean;
	summary: string;
	params?: z.ZodObject;
	query?: z.ZodObject;
	body?: z.ZodType;
	/** Fields beside a `file` part, where multipart/form-data is taken as well. */
	multipart?: z.ZodObject;
	responses: Readonly<Record<number, ResponseBody>>;
}
