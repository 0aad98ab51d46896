import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GuardedFetch } from '../../src/outbound/guarded-fetch.js';
import { OutboundGuard } from '../../src/outbound/outbound-guard.js';
import { systemClock, type Clock } from '../../src/runtime/clock.js';
import { ManualClock } from '../http/manual-clock.js';
import { WebServer } from './web-server.js';

describe('fetching what a user points to', () => {
	let server: WebServer;
	beforeEach(async () => {
		server = await new WebServer().listen();
	});
	afterEach(() => server.close());

	/** `allowed.test` and `hidden.test` both lead to loopback; only the first may. */
	function fetcher(clock: Clock = systemClock): GuardedFetch {
		const guard = new OutboundGuard({
			allow: ['allowed.test'],
			allowsLoopback: false,
			ownPorts: () => [9297],
			resolve: async () => [{ address: '127.0.0.1', family: 4 }],
		});
		return new GuardedFetch({ guard, clock, version: '1.2.3' });
	}

	const get = (path: string, options: { clock?: Clock; host?: string } = {}) =>
		fetcher(options.clock).get(
			new URL(server.url(path, `${options.host ?? 'allowed.test'}:${server.port}`)),
			{ accept: '*/*', timeoutMs: 30_000 },
			async ({ body, url }) => ({ text: (await buffer(body)).toString(), path: url.pathname }),
		);

	test('gives the body, uncompressed', async () => {
		server.on('/file', (request, response) =>
			response.end(`${request.headers['accept-encoding']} ${request.headers['user-agent']}`),
		);
		expect((await get('/file')).text).toBe('identity Waypost/1.2.3');
	});

	test.each([301, 302, 303, 307, 308])('follows a redirect with %d', async (status) => {
		server.redirect('/old', '/new', status);
		server.serve('/new', 'here');
		expect(await get('/old')).toEqual({ text: 'here', path: '/new' });
	});

	test('follows three redirects', async () => {
		for (const step of [1, 2, 3]) server.redirect(`/${step}`, `/${step + 1}`);
		server.serve('/4', 'here');
		expect((await get('/1')).text).toBe('here');
	});

	test('follows no fourth', async () => {
		for (const step of [1, 2, 3, 4]) server.redirect(`/${step}`, `/${step + 1}`);
		await expect(get('/1')).rejects.toMatchObject({
			code: 'URL_FETCH_FAILED',
			message: expect.stringContaining('more than 3 times'),
		});
	});

	test('judges the target of a redirect like any other', async () => {
		server.redirect('/out', server.url('/secret', `hidden.test:${server.port}`));
		await expect(get('/out')).rejects.toMatchObject({ code: 'URL_BLOCKED' });
	});

	test('calls no address that the target of a redirect may not have', async () => {
		server.redirect('/out', server.url('/secret', `hidden.test:${server.port}`));
		await get('/out').catch(() => {});
		expect(server.requests.map(({ url }) => url)).toEqual(['/out']);
	});

	test.each(['ftp://allowed.test/x', 'file:///etc/passwd', 'data:text/plain,x'])(
		'follows no redirect to %s',
		async (target) => {
			server.redirect('/out', target);
			await expect(get('/out')).rejects.toMatchObject({ code: 'URL_BLOCKED' });
		},
	);

	test('calls nothing private, not even on this machine', async () => {
		await expect(get('/', { host: '127.0.0.1' })).rejects.toMatchObject({
			code: 'URL_BLOCKED',
			message: expect.stringContaining('WAYPOST_OUTBOUND_ALLOW='),
		});
	});

	test('says which status came in place of the file, and nothing of the path', async () => {
		const error: unknown = await get('/missing?token=secret').catch((cause: unknown) => cause);
		expect(error).toMatchObject({ code: 'URL_FETCH_FAILED' });
		expect((error as Error).message).toMatch(/answered with HTTP 404/);
		expect((error as Error).message).not.toContain('secret');
	});

	test('refuses what is compressed all the same', async () => {
		server.serve('/gzip', 'x', { 'content-encoding': 'gzip' });
		await expect(get('/gzip')).rejects.toMatchObject({ code: 'URL_FETCH_FAILED' });
	});

	test('says that nobody answers', async () => {
		const { port } = server;
		await server.close();
		const url = new URL(`http://allowed.test:${port}/`);
		const request = fetcher().get(url, { accept: '*/*', timeoutMs: 1_000 }, async () => null);
		server = await new WebServer().listen();
		await expect(request).rejects.toMatchObject({
			code: 'URL_FETCH_FAILED',
			message: expect.stringContaining('ECONNREFUSED'),
		});
	});

	test('ends when the connection breaks in the middle', async () => {
		server.on('/half', (_request, response) => {
			response.writeHead(200, { 'content-length': '100' });
			response.write('half', () => response.destroy());
		});
		await expect(get('/half')).rejects.toMatchObject({ code: 'URL_FETCH_FAILED' });
	});

	test('waits 30 seconds and no longer, body included', async () => {
		const clock = new ManualClock();
		const begun = Promise.withResolvers<void>();
		server.on('/slow', (_request, response) => {
			response.write('the beginning', () => begun.resolve());
		});
		const request = get('/slow', { clock });
		const outcome = expect(request).rejects.toMatchObject({ code: 'URL_FETCH_TIMEOUT' });
		await begun.promise;
		clock.advance(30_000);
		await outcome;
	});

	test('lets go of the connection when nobody wants the rest', async () => {
		const closed = Promise.withResolvers<void>();
		server.on('/endless', (request, response) => {
			request.socket.once('close', () => closed.resolve());
			response.write('x'.repeat(100_000));
		});
		const url = new URL(server.url('/endless', `allowed.test:${server.port}`));
		await fetcher().get(url, { accept: '*/*', timeoutMs: 30_000 }, async () => null);
		await expect(closed.promise).resolves.toBeUndefined();
	});
});
