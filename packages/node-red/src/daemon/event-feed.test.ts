import { once, EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createClient } from '@waypost/client';
import { World } from '../../../daemon/test/world.ts';
import { HttpServer } from '../../test/http-server.ts';
import { EventFeed } from './event-feed.ts';

let world: World;
beforeEach(async () => {
	world = await World.start();
	await world.linkedSession('sales');
});
afterEach(() => world[Symbol.asyncDispose]());

test('what was missed is read when the daemon is back, though a proxy said that nothing is there', async () => {
	let asked = 0;
	await using proxy = await HttpServer.open(() => async (request, response) => {
		if (++asked === 1) return void response.writeHead(404).end('404 page not found');
		const { authorization = '' } = request.headers;
		const answer = await fetch(world.daemon.url + request.url!, { headers: { authorization } });
		response.end(await answer.text());
	});
	const { data } = await world.client.events.list();
	const [first, ...missed] = data.map(({ id }) => id);
	const signals = new EventEmitter();
	const handled: string[] = [];
	const failures: unknown[] = [];
	const feed = new EventFeed({
		after: first,
		onEvent: ({ id }) => {
			if (handled.push(id) === missed.length) signals.emit('end');
		},
		onGap: () => failures.push('gap'),
		onError: (error) => failures.push(error),
	});
	const isRead = once(signals, 'end');
	feed.open(createClient({ url: proxy.url, apiKey: world.daemon.adminKey }), missed.at(-1));
	await isRead;
	await feed.close();
	expect({ handled, failures }).toEqual({ handled: missed, failures: [] });
});
