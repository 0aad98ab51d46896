import { expect, test } from '@jest/globals';
import { Boom } from '@hapi/boom';
import { closedBy, closedByHttp } from './disconnect-reason.js';

const failure = (statusCode: number, data: object = {}) =>
	new Boom('Connection Failure', { statusCode, data });
const streamError = (statusCode: number, tag: string, attrs: object = {}) =>
	new Boom(`Stream Errored (${tag})`, { statusCode, data: { tag, attrs } });

test.each([
	['failure 400 at login', failure(400), 'unavailable', 400],
	['failure 401 at login', failure(401), 'logged-out', 401],
	['failure 402 at login', failure(402), 'restricted', 402],
	['failure 403 at login', failure(403), 'locked', 403],
	['failure 405 at login', failure(405), 'outdated', 405],
	['failure 406 at login', failure(406), 'banned', 406],
	['failure 409 at login', failure(409), 'client-rejected', 409],
	['failure 503 at login', failure(503), 'unavailable', 503],
	[
		'removed on the phone',
		streamError(401, 'conflict', { type: 'device_removed' }),
		'logged-out',
		401,
	],
	['stream error 401 that removes nothing', streamError(401, 'ack'), 'connection-lost', 401],
	['replaced', streamError(440, 'conflict', { type: 'replaced' }), 'replaced', 440],
	['restart', streamError(515, 'restart required'), 'restart-required', 515],
	['stream error 503', streamError(503, 'x'), 'unavailable', 503],
	['stream error without a code', streamError(500, 'ack'), 'connection-lost', 500],
	[
		'a socket error',
		new Boom('WebSocket Error (connect ECONNREFUSED)', { statusCode: 408 }),
		'connection-lost',
		408,
	],
	[
		'a closed socket',
		new Boom('Connection Terminated', { statusCode: 428 }),
		'connection-lost',
		428,
	],
	['no keep-alive', new Boom('Connection was lost', { statusCode: 408 }), 'connection-lost', 408],
	['codes used up', new Boom('QR refs attempts ended', { statusCode: 408 }), 'qr-expired', 408],
	['no handshake', new Boom('Timed Out', { statusCode: 408 }), 'timed-out', 408],
	[
		'the WebSocket took too long',
		new Boom('WebSocket Error (Opening handshake has timed out)', { statusCode: 408 }),
		'timed-out',
		408,
	],
	[
		'no multi-device',
		new Boom('Multi-device beta not joined', { statusCode: 411 }),
		'client-rejected',
		411,
	],
	['our own logout', new Boom('Intentional Logout', { statusCode: 401 }), 'logged-out', 401],
	[
		"Baileys' own 401",
		new Boom('Cannot proceed: socket is not authenticated yet (x)', { statusCode: 401 }),
		'connection-lost',
		401,
	],
	[
		'a certificate of somebody else',
		new Boom('noise intermediate certificate signature invalid', { statusCode: 400 }),
		'wrong-server',
		400,
	],
	['a certificate cut short', new Boom('invalid noise leaf certificate'), 'wrong-server', 500],
	['a wrong pairing', new Boom('Invalid account signature'), 'pairing-failed', 500],
	['a plain error', new Error('boom'), 'connection-lost', null],
	['nothing', undefined, 'connection-lost', null],
] as const)('%s', (_case, error, reason, upstreamCode) => {
	expect(closedBy(error)).toMatchObject({ reason, upstreamCode });
});

test('a ban for a time says how long', () => {
	const closed = closedBy(failure(402, { code: '101', expire: '3600' }));
	expect(closed.retryAfter).toBe(3600);
});

test.each([
	[undefined, null],
	['7', 7],
	['Sat, 21 Nov 2026 00:00:30 GMT', 30],
	['soon', null],
])('Retry-After %s', (header, seconds) => {
	const closed = closedByHttp(503, header, Date.UTC(2026, 10, 21));
	expect(closed).toMatchObject({ reason: 'unavailable', upstreamCode: 503, retryAfter: seconds });
});
