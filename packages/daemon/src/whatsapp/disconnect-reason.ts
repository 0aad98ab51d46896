import type { ReasonCode } from '@waypost/contract';
import type { Closed } from './whatsapp-connection.js';

/** What WhatsApp means by `<failure reason=…>` at login; the numbers are whatsmeow's and Baileys'. */
const FAILURES: Readonly<Record<number, ReasonCode>> = {
	401: 'logged-out',
	402: 'restricted',
	403: 'locked',
	405: 'outdated',
	406: 'banned',
	409: 'client-rejected',
	411: 'client-rejected',
};

/** The codes of `<stream:error>`. 401 is a verdict only with `device_removed` in it. */
const STREAM_ERRORS: Readonly<Record<number, ReasonCode>> = {
	440: 'replaced',
	501: 'unavailable',
	503: 'unavailable',
	515: 'restart-required',
};

/** How Baileys words an end that carries no verdict of WhatsApp (`Socket/socket.js`, `Utils/*.js`). */
const BY_MESSAGE: readonly (readonly [RegExp, ReasonCode])[] = [
	[/^QR refs attempts ended/, 'qr-expired'],
	[/^Multi-device beta not joined/, 'client-rejected'],
	[/^Intentional Logout/, 'logged-out'],
	[/noise .*certificate|^certification match failed/, 'wrong-server'],
	[/account signature|pair success node/, 'pairing-failed'],
	[/^Timed Out|handshake has timed out/, 'timed-out'],
];

/**
 * Why a socket ended, from the error Baileys gives. The source decides first and the number second:
 * an HTTP 401 of a proxy, Baileys' own "not authenticated yet" 401 and WhatsApp's 401 are three
 * different things, and only the last one is about the account.
 */
export function closedBy(error: unknown): Closed {
	const { message, code, data } = detailsOf(error);
	const closed = { upstreamCode: code, detail: message, retryAfter: null };
	if (message.startsWith('Connection Failure')) {
		return { ...closed, reason: failureReason(code), retryAfter: secondsIn(data, 'expire') };
	}
	if (message.startsWith('Stream Errored')) {
		return { ...closed, reason: streamErrorReason(code, data) };
	}
	const known = BY_MESSAGE.find(([pattern]) => pattern.test(message));
	return { ...closed, reason: known?.[1] ?? 'connection-lost' };
}

/**
 * An HTTP answer in place of the WebSocket: of an edge server or of a proxy on the way, so never a
 * verdict about the account, whatever its number.
 *
 * @param retryAfter - the header, seconds or a date (RFC 9110 §10.2.3).
 */
export function closedByHttp(status: number, retryAfter: string | undefined, now: number): Closed {
	return {
		reason: 'unavailable',
		upstreamCode: status,
		detail: `The server answered the WebSocket handshake with HTTP ${status}.`,
		retryAfter: parseRetryAfter(retryAfter, now),
	};
}

function failureReason(code: number | null): ReasonCode {
	const known = FAILURES[code ?? 0];
	if (known) return known;
	return code !== null && code >= 400 ? 'unavailable' : 'connection-lost';
}

function streamErrorReason(code: number | null, data: unknown): ReasonCode {
	if (code === 401 && textIn(attributesOf(data), 'type') === 'device_removed') return 'logged-out';
	return STREAM_ERRORS[code ?? 0] ?? 'connection-lost';
}

function parseRetryAfter(header: string | undefined, now: number): number | null {
	if (!header) return null;
	if (/^\d+$/.test(header.trim())) return Number(header);
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/** A Boom of Baileys, read without importing it. */
function detailsOf(error: unknown): { message: string; code: number | null; data: unknown } {
	if (!isRecord(error)) return { message: 'The connection ended.', code: null, data: undefined };
	const output = isRecord(error['output']) ? error['output'] : {};
	const code = output['statusCode'];
	return {
		message: typeof error['message'] === 'string' ? error['message'] : 'The connection ended.',
		code: typeof code === 'number' ? code : null,
		data: error['data'],
	};
}

const attributesOf = (node: unknown): unknown => (isRecord(node) ? node['attrs'] : undefined);

function textIn(attributes: unknown, name: string): string | null {
	const value = isRecord(attributes) ? attributes[name] : undefined;
	return typeof value === 'string' ? value : null;
}

function secondsIn(attributes: unknown, name: string): number | null {
	const text = textIn(attributes, name);
	return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;

/** An end that we brought about ourselves, or that says nothing of WhatsApp's mind. */
export const lost = (detail: string): Closed => ({
	reason: 'connection-lost',
	upstreamCode: null,
	detail,
	retryAfter: null,
});

/** WhatsApp answers a link that was never completed as it answers a removed device. */
export const linkAware = (closed: Closed, isLinked: boolean): Closed =>
	closed.reason === 'logged-out' && !isLinked ? { ...closed, reason: 'pairing-failed' } : closed;
