import { describe, expect, test } from '@jest/globals';
import { createClient, isApiError, isNetworkError, isTimeoutError } from '@waypost/client';
import { json, problem, startDaemonDouble } from './daemon-double.js';

/** What the call rejects with. */
const failureOf = (call: Promise<unknown>): Promise<unknown> =>
	call.then(
		() => new Error('The call did not fail.'),
		(error: unknown) => error,
	);

describe('a problem of the daemon', () => {
	test('becomes an ApiError with all its fields', async () => {
		const errors = [{ path: '/to', code: 'too_small', message: 'Too short.' }];
		await using daemon = await startDaemonDouble(
			problem(400, 'INVALID_REQUEST', { errors }, { 'retry-after': '5' }),
		);
		expect(await failureOf(daemon.client().me())).toMatchObject({
			name: 'ApiError',
			code: 'INVALID_REQUEST',
			status: 400,
			title: 'Title of INVALID_REQUEST.',
			detail: 'Detail of INVALID_REQUEST.',
			message: 'Title of INVALID_REQUEST. Detail of INVALID_REQUEST.',
			retryable: false,
			requestId: 'r1',
			retryAfter: 5,
			errors,
			problem: { type: '/errors/INVALID_REQUEST' },
		});
	});

	test('is told apart by its guard', async () => {
		await using daemon = await startDaemonDouble(problem(404, 'SESSION_NOT_FOUND'));
		const error = await failureOf(daemon.client().sessions.get('sales'));
		expect([isApiError(error), isNetworkError(error), isTimeoutError(error)]).toEqual([
			true,
			false,
			false,
		]);
	});

	test('may say with a date when to try again', async () => {
		const inAMinute = new Date(Date.now() + 60_000).toUTCString();
		await using daemon = await startDaemonDouble(
			problem(503, 'SHUTTING_DOWN', {}, { 'retry-after': inAMinute }),
		);
		const error = await failureOf(daemon.client().me());
		expect(isApiError(error) && Math.round((error.retryAfter ?? 0) / 10)).toBe(6);
	});
});

describe('an answer that is not from Waypost', () => {
	test('is an ApiError that names the proxy and repeats its words', async () => {
		const page =
			'<html><head><title>502 Bad Gateway</title><style>b{}</style></head><body><h1>nginx</h1></body></html>';
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(502, { 'content-type': 'text/html' }).end(page);
		});
		expect(await failureOf(daemon.client().me())).toMatchObject({
			name: 'ApiError',
			code: 'SERVER_ERROR',
			status: 502,
			retryable: true,
			problem: null,
			detail:
				`${daemon.url} answered with HTTP 502: "502 Bad Gateway nginx". Probably a proxy or another ` +
				'program answers at this address: check the url, and that the daemon behind it is running.',
		});
	});

	test('is an error also with status 200', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome</p>');
		});
		expect(await failureOf(daemon.client().me())).toMatchObject({
			code: 'SERVER_ERROR',
			title: 'The answer did not come from Waypost.',
		});
	});

	test('is an error when it is JSON of something else', async () => {
		await using daemon = await startDaemonDouble(json({ message: 'no' }, 500));
		expect(await failureOf(daemon.client().me())).toMatchObject({
			code: 'SERVER_ERROR',
			retryable: false,
		});
	});

	test('is not followed when it is a redirect', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(301, { location: 'https://example.org/' }).end();
		});
		const error = await failureOf(
			daemon.client().messages.sendText('sales', '+491700000002', 'Hi'),
		);
		expect([isApiError(error) && error.detail, daemon.requests.length]).toEqual([
			`${daemon.url} points elsewhere (https://example.org/). Use the final address as the url.`,
			1,
		]);
	});
});

describe('no answer', () => {
	test('from a daemon that is not running is a NetworkError that says so', async () => {
		const daemon = await startDaemonDouble(json({}));
		await daemon.close();
		expect(await failureOf(daemon.client().me())).toMatchObject({
			name: 'NetworkError',
			url: daemon.url,
			message:
				`Cannot reach the Waypost daemon at ${daemon.url} (ECONNREFUSED). ` +
				'Is the daemon running? Start it with `waypost start`, or correct the url.',
		});
	});

	test('because the connection broke half-way is a NetworkError', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
			response.write('{', () => response.destroy());
		});
		const error = await failureOf(daemon.client().me());
		expect(isNetworkError(error) && error.message).toMatch(/broke during GET \/v1\/me/);
	});

	test('in time is a TimeoutError that names the call', async () => {
		await using daemon = await startDaemonDouble(() => {});
		expect(await failureOf(daemon.client({ timeoutMs: 50 }).me())).toMatchObject({
			name: 'TimeoutError',
			message: `The Waypost daemon at ${daemon.url} did not answer GET /v1/me within 0.05 seconds.`,
		});
	});

	test('in time is a TimeoutError also when the body stays away', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).write('{');
		});
		expect(isTimeoutError(await failureOf(daemon.client({ timeoutMs: 50 }).me()))).toBe(true);
	});

	test('because the caller aborted rejects with the reason of the caller', async () => {
		const stop = new AbortController();
		const reason = new Error('changed my mind');
		await using daemon = await startDaemonDouble(() => stop.abort(reason));
		expect(await failureOf(daemon.client().me({ signal: stop.signal }))).toBe(reason);
	});

	test('is not asked for again', async () => {
		await using daemon = await startDaemonDouble(problem(503, 'SHUTTING_DOWN'));
		await failureOf(daemon.client().messages.sendText('sales', '+491700000002', 'Hi'));
		expect(daemon.requests).toHaveLength(1);
	});
});

test('a call that asks the daemon to hold its answer waits that much longer', async () => {
	await using daemon = await startDaemonDouble((response, request, raw) => {
		setTimeout(() => void json({ status: 'sent' })(response, request, raw), 150);
	});
	const message = await daemon
		.client({ timeoutMs: 50 })
		.messages.sendText('sales', '+491700000002', 'Hi', { wait: 'sent', timeout: 5 });
	expect(message.status).toBe('sent');
});

test.each(['', 'two words', 'line\nbreak', 'schlüssel'])(
	'the key "%s" is refused without repeating it',
	(apiKey) => {
		expect(() => createClient({ url: 'http://127.0.0.1:1', apiKey })).toThrow(
			expect.objectContaining({
				code: 'INVALID_API_KEY',
				message: expect.not.stringMatching(/two words|line\nbreak|schlüssel/),
			}),
		);
	},
);
