import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createClient } from '@waypost/client';
import { World } from '../../../daemon/test/world.ts';
import { HttpServer } from '../../test/http-server.ts';
import { SessionList } from './session-list.ts';

let world: World;
beforeEach(async () => {
	world = await World.start();
	await world.createSession('sales');
});
afterEach(() => world[Symbol.asyncDispose]());

test('an answer that fails while the stream is open is asked for again', async () => {
	let asked = 0;
	// As a proxy that is overloaded for a moment.
	await using proxy = await HttpServer.open(() => async (request, response) => {
		if (++asked === 1) return void response.writeHead(503).end();
		const { authorization = '' } = request.headers;
		const answer = await fetch(world.daemon.url + request.url!, { headers: { authorization } });
		response.end(await answer.text());
	});
	const stop = new AbortController();
	const signals = new EventEmitter();
	const list = new SessionList({
		client: createClient({ url: proxy.url, apiKey: world.daemon.adminKey }),
		signal: stop.signal,
		isConnected: () => true,
		onChange: (sessions) => signals.emit('change', [...sessions.keys()]),
		retryMs: 1,
	});
	list.refresh();
	const [sessions] = (await once(signals, 'change')) as [string[]];
	stop.abort();
	await list.close();
	expect(sessions).toEqual(['sales']);
});
