import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebServer } from '../media/web-server.js';
import { World, type CallOptions } from '../world.js';

const BEN = '+491700000002';
const KEY = { 'Idempotency-Key': 'order-17' };

const send = (world: World, json: object, options: CallOptions = {}) =>
	world.call<Message>('POST', '/v1/sessions/sales/messages', { json, headers: KEY, ...options });

async function talkingWorld(config = {}) {
	const world = await World.start({ config });
	await world.linkedSession();
	const ben = await world.ben();
	return { world, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('an idempotency key', () => {
	test('sent 50 times at once gives 50 equal answers and one message', async () => {
		await using talk = await talkingWorld();
		await talk.world.call('POST', '/v1/sessions/sales/stop');
		const answers = await Promise.all(
			Array.from({ length: 50 }, () => send(talk.world, { to: BEN, text: 'once' })),
		);
		expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
		expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(49);
		expect((await talk.world.client.messages.list('sales')).data).toHaveLength(1);
	});

	test('gives the same message after a restart', async () => {
		await using talk = await talkingWorld();
		const first = await send(talk.world, { to: BEN, text: 'once' });
		await talk.ben.nextMessage();
		await talk.world.restart();
		const again = await send(talk.world, { to: BEN, text: 'once' });
		expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([
			...[first.body.id, 'true'],
		]);
		expect(talk.ben.messages()).toHaveLength(1);
	});

	test.each<[string, object]>([
		['another text', { to: BEN, text: 'twice' }],
		['another recipient', { to: '+491700000003', text: 'once' }],
		['another time to live', { to: BEN, text: 'once', ttl: 60 }],
		['another kind', { to: BEN, location: { latitude: 1, longitude: 1 } }],
		['something that cannot be sent at all', { to: BEN, text: 'once', replyTo: 'nope' }],
	])('with %s is refused', async (_what, json) => {
		await using talk = await talkingWorld();
		await send(talk.world, { to: BEN, text: 'once' });
		const { status, body } = await talk.world.refusal('POST', '/v1/sessions/sales/messages', {
			...{ json, headers: KEY },
		});
		expect([status, body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
	});

	test('of one API key is not that of another', async () => {
		await using talk = await talkingWorld();
		const ids = [];
		for (const name of ['one', 'two']) {
			const { key } = await talk.world.client.keys.create({ name, preset: 'sender' });
			for (const text of [name, name]) {
				ids.push((await send(talk.world, { to: BEN, text }, { key })).body.id);
			}
		}
		expect(ids[0]).toBe(ids[1]);
		expect(ids[2]).toBe(ids[3]);
		expect(ids[0]).not.toBe(ids[2]);
	});

	test('is free again when its message was cancelled', async () => {
		await using talk = await talkingWorld();
		await talk.world.call('POST', '/v1/sessions/sales/stop');
		const first = await send(talk.world, { to: BEN, text: 'once' });
		await talk.world.client.messages.delete('sales', first.body.id);
		const second = await send(talk.world, { to: BEN, text: 'something else' });
		expect(second.status).toBe(202);
		expect(second.body.id).not.toBe(first.body.id);
	});

	test('that two requests have at once goes to the second when the first is cancelled before it', async () => {
		await using server = await new WebServer().listen();
		const held = Promise.withResolvers<void>();
		server.on('/offer.pdf', (_request, response) => {
			const isLate = server.requests.length > 1;
			void (isLate ? held.promise : Promise.resolve()).then(() =>
				response.setHeader('content-type', 'application/pdf').end('%PDF-1.7\n%%EOF\n'),
			);
		});
		await using talk = await talkingWorld({ outboundAllow: [server.host] });
		await talk.world.call('POST', '/v1/sessions/sales/stop');
		const requests = [1, 2].map(() =>
			send(talk.world, { to: BEN, attachment: { url: server.url('/offer.pdf') } }),
		);
		const first = await Promise.race(requests);
		await talk.world.client.messages.delete('sales', first.body.id);
		held.resolve();
		const answers = await Promise.all(requests);
		const second = answers.find(({ body }) => body.id !== first.body.id);
		expect([second?.status, second?.body.status]).toEqual([202, 'accepted']);
	});

	test('with a URL fetches the file once', async () => {
		let fetched = 0;
		const server = createServer((_request, response) => {
			fetched += 1;
			response.setHeader('content-type', 'application/pdf').end('%PDF-1.7\n%%EOF\n');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		try {
			await using talk = await talkingWorld({ outboundAllow: [`127.0.0.1:${port}`] });
			const attachment = { url: `http://127.0.0.1:${port}/offer.pdf` };
			const first = await send(talk.world, { to: BEN, attachment });
			const again = await send(talk.world, { to: BEN, attachment });
			expect([first.status, again.body.id, fetched]).toEqual([202, first.body.id, 1]);
			expect((await talk.ben.nextMessage()).attachment).toMatchObject({ fileName: 'offer.pdf' });
		} finally {
			server.close();
		}
	});
});
