import type { Link, Waypost } from '@waypost/client';
import { isApiError } from '../errors/client-errors.js';

export interface LinkRequest {
	sessionId: string;
	/** Make the session when it is not there. */
	mayCreate: boolean;
	method?: Link['method'];
	/** Of the phone to link; needed for a pairing code. */
	phoneNumber?: string;
	/** Seconds to wait for the first code. */
	wait: number;
	signal?: AbortSignal;
}

/**
 * Starts to link a phone, or goes on with a link of the same kind that is under way.
 *
 * @returns the link; null when the session is linked already.
 */
export async function startLinking(client: Waypost, request: LinkRequest): Promise<Link | null> {
	const { sessionId, mayCreate, method = 'qr', phoneNumber, wait, signal } = request;
	const start = () =>
		client.sessions.link(
			sessionId,
			{ method, wait, ...(phoneNumber !== undefined && { phoneNumber }) },
			{ ...(signal && { signal }) },
		);
	try {
		return await start();
	} catch (error) {
		if (hasCode(error, 'SESSION_ALREADY_LINKED')) return null;
		if (!mayCreate || !hasCode(error, 'SESSION_NOT_FOUND')) throw error;
	}
	await createSession(client, sessionId, signal);
	return start();
}

/** Somebody else may have made it just now: that is as good. */
async function createSession(client: Waypost, id: string, signal?: AbortSignal): Promise<void> {
	try {
		await client.sessions.create({ id }, { ...(signal && { signal }) });
	} catch (error) {
		if (!hasCode(error, 'SESSION_ALREADY_EXISTS')) throw error;
	}
}

export const hasCode = (error: unknown, code: string): boolean =>
	isApiError(error) && error.code === code;
