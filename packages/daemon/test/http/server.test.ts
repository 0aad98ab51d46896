import { afterEach, describe, expect, test } from '@jest/globals';
import { startHttpServer } from '../../src/http/server.js';
import type { Handlers } from '../../src/http/route.js';
import { Edge } from './edge.js';

/** A handler that waits until the test lets it go. */
function heldHandler() {
	const started = Promise.withResolvers<AbortSignal>();
	const release = Promise.withResolvers<void>();
	const listSessions: Handlers['listSessions'] = async ({ signal }) => {
		started.resolve(signal);
		await release.promise;
		return { status: 200, body: { data: [], next: null } };
	};
	return { handlers: { listSessions }, started: started.promise, release: release.resolve };
}

describe('the server', () => {
	let edge: Edge | undefined;
	afterEach(() => edge?.close());

	test('lets a request under way end before it is closed', async () => {
		const held = heldHandler();
		edge = await new Edge({ handlers: held.handlers }).start();
		const answer = edge.request('GET', '/v1/sessions');
		await held.started;
		const closed = edge.stopServer();
		held.release();
		expect((await answer).status).toBe(200);
		await closed;
	});

	test('does not wait for a connection that fell idle', async () => {
		const held = heldHandler();
		edge = await new Edge({ handlers: held.handlers, drainMs: 20_000 }).start();
		const answer = edge.request('GET', '/v1/sessions');
		await held.started;
		const startedAt = performance.now();
		const closed = edge.stopServer();
		held.release();
		await (await answer).json();
		await closed;
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});

	test('cuts what does not end in time', async () => {
		const held = heldHandler();
		edge = await new Edge({ handlers: held.handlers, drainMs: 50 }).start();
		const answer = edge.request('GET', '/v1/sessions').catch(() => 'cut');
		await held.started;
		await edge.stopServer();
		expect(await answer).toBe('cut');
		held.release();
	});

	test('takes no new connection once it closes', async () => {
		edge = await new Edge().start();
		await edge.stopServer();
		await expect(edge.request('GET', '/health/live')).rejects.toThrow('fetch failed');
	});

	test('may be closed twice', async () => {
		edge = await new Edge().start();
		await edge.stopServer();
		await expect(edge.stopServer()).resolves.toBeUndefined();
	});

	test('tells the handler that the client went away', async () => {
		const held = heldHandler();
		edge = await new Edge({ handlers: held.handlers }).start();
		const abort = new AbortController();
		const answer = edge
			.request('GET', '/v1/sessions', { signal: abort.signal })
			.catch(() => 'gone');
		const signal = await held.started;
		const noticed = new Promise((resolve) => signal.addEventListener('abort', resolve));
		abort.abort();
		await noticed;
		expect(await answer).toBe('gone');
		held.release();
	});

	test('tells a handler that waits that the daemon stops', async () => {
		const held = heldHandler();
		edge = await new Edge({ handlers: held.handlers }).start();
		const answer = edge.request('GET', '/v1/sessions');
		const signal = await held.started;
		edge.closing.abort();
		expect(signal.aborted).toBe(true);
		held.release();
		await answer;
	});

	test('says which setting to change when the port is taken', async () => {
		edge = await new Edge().start();
		const { port } = edge;
		const second = startHttpServer({ app: () => {}, host: '127.0.0.1', port });
		await expect(second).rejects.toThrow(/Port \d+ on 127.0.0.1 is in use.*WAYPOST_PORT/);
	});
});
