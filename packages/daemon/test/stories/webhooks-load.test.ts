import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createAdminCaller } from '../../src/keys/caller.js';
import { Receiver, WebhookWorld } from '../webhook-world.js';

const admin = createAdminCaller();
const chatOf = (n: number) => `49170${String(n).padStart(7, '0')}@s.whatsapp.net`;

describe('a webhook endpoint', () => {
	let world: WebhookWorld;
	beforeEach(async () => {
		world = await new WebhookWorld().start();
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const deliveries = (id: string) =>
		world.webhooks.service.deliveries(id, { limit: 1000 }, admin).data;

	test('that is down with 10,000 events of 10,000 chats is asked a few times, and others get theirs', async () => {
		const dead = await new Receiver().listen();
		const { id } = await world.create({ url: dead.url, sessions: ['sales'] });
		await dead.close();
		await world.create({ sessions: ['support'] });
		world.database.transaction(() => {
			for (let n = 0; n < 10_000; n += 1) world.receive('hi', chatOf(n));
		});
		world.database.transaction(() => {
			for (let n = 0; n < 100; n += 1) world.receive(String(n), chatOf(n), 'support');
		});
		await world.receiver.until(100);
		await world.settled(112);
		const tried = deliveries(id).reduce((sum, { attempts }) => sum + attempts, 0);
		expect(tried).toBeLessThan(20);
	});

	test('that comes back gets at once what had waited for hours', async () => {
		await world.create();
		world.receiver.answer = () => ({ status: 503 });
		for (let n = 0; n < 30; n += 1) world.receive(String(n), chatOf(n));
		// The first burst, and then four times 5 minutes later the one request that tries.
		for (let attempts = 12; attempts < 16; attempts += 1) {
			await world.settled(attempts);
			world.clock.advance(300_000);
		}
		await world.settled(16);
		world.receiver.answer = () => ({ status: 204 });
		world.clock.advance(300_000);
		await world.settled(16 + 30);
		expect(new Set(world.receiver.ids).size).toBe(30);
	});

	test('that only fails in one chat gets the other chats as ever', async () => {
		const { id } = await world.create();
		world.receiver.answer = ({ body }) => ({ status: body.includes('poison') ? 500 : 204 });
		world.receive('poison', chatOf(0));
		for (let n = 0; n < 50; n += 1) world.receive('good', chatOf(1 + (n % 5)));
		await world.settled(51);
		const [first, ...others] = deliveries(id).map(({ status }) => status);
		expect([first, new Set(others)]).toEqual(['pending', new Set(['delivered'])]);
	});

	test('is never sent one event twice at a time, also when a person asks for it', async () => {
		const { id } = await world.create();
		const { promise, resolve } = Promise.withResolvers<void>();
		world.receiver.answer = () => ({ status: 204, after: promise });
		world.receive();
		await world.receiver.until(1);
		world.webhooks.service.retry(id, deliveries(id)[0]!.id, admin);
		resolve();
		await world.settled(1);
		expect([world.receiver.received.length, deliveries(id)[0]?.status]).toEqual([1, 'delivered']);
	});

	test('deleted while a request is under way leaves nothing behind', async () => {
		const { id } = await world.create();
		const { promise, resolve } = Promise.withResolvers<void>();
		world.receiver.answer = () => ({ status: 500, after: promise });
		world.receive();
		await world.receiver.until(1);
		world.webhooks.service.delete(id, admin);
		world.receive();
		resolve();
		await world.settled(1);
		world.clock.advance(86_400_000);
		expect(world.database.all('SELECT * FROM webhook_deliveries')).toEqual([]);
		expect(world.receiver.received).toHaveLength(1);
	});
});
