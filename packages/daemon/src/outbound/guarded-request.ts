import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../runtime/clock.js';
import type { OutboundGuard } from './outbound-guard.js';

export interface GuardedRequest {
	url: URL;
	method: 'GET' | 'POST';
	headers: Record<string, string>;
	/** Sent with its length. */
	body?: string;
	/** Ends it early. */
	signal: AbortSignal;
	/** Milliseconds until a connection must stand, TLS included; no limit of its own when absent. */
	connectTimeoutMs?: number;
}

export interface GuardedRequestOptions {
	guard: OutboundGuard;
	clock: Clock;
}

/**
 * The one way to call an address that a user named: a connection of its own, certificates verified,
 * redirects not followed, nothing compressed, and each address judged by the guard as it is connected
 * to.
 *
 * @returns the answer with its body unread. Destroy it when done, read or not: its connection lives
 * until then.
 * @throws WaypostError URL_BLOCKED, or the error of the connection.
 */
export async function sendGuarded(
	{ guard, clock }: GuardedRequestOptions,
	{ url, method, headers, body, signal, connectTimeoutMs }: GuardedRequest,
): Promise<IncomingMessage> {
	guard.assertForm(url);
	const isSecure = url.protocol === 'https:';
	const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
		method,
		headers: {
			...headers,
			...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
			'accept-encoding': 'identity',
		},
		agent: false,
		lookup: guard.lookupFor(url),
		signal,
	});
	const cancelTimeout =
		connectTimeoutMs === undefined
			? () => {}
			: clock.after(connectTimeoutMs, () => outgoing.destroy(new ConnectTimeout()));
	outgoing.once('socket', (socket) =>
		socket.once(isSecure ? 'secureConnect' : 'connect', cancelTimeout),
	);
	try {
		return await new Promise<IncomingMessage>((resolve, reject) => {
			outgoing.once('response', resolve);
			// Stays: a connection that is cut later must not end the process.
			outgoing.on('error', reject);
			outgoing.end(body);
		});
	} finally {
		cancelTimeout();
	}
}

/** Nobody answered the call. */
export class ConnectTimeout extends Error {
	override readonly name = 'ConnectTimeout';
	readonly code = 'ETIMEDOUT';
}
