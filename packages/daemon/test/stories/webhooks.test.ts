import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WaypostEvent } from '@waypost/contract';
import { createAdminCaller } from '../../src/keys/caller.js';
import { isSignedWith, Receiver, WebhookWorld } from '../webhook-world.js';

const admin = createAdminCaller();
const ANNA = '491700000001@s.whatsapp.net';
const BEN = '491700000002@s.whatsapp.net';
const textOf = ({ body }: { body: string }): string | null => {
	const event = JSON.parse(body) as WaypostEvent;
	return event.type === 'message.received' ? event.data.message.text : null;
};

describe('a webhook endpoint', () => {
	let world: WebhookWorld;
	beforeEach(async () => {
		world = await new WebhookWorld().start();
	});
	afterEach(() => world[Symbol.asyncDispose]());

	const first = () => world.receiver.received[0]!;
	const texts = () => world.receiver.received.map(textOf);
	const stateOf = (id: string) => world.webhooks.service.get(id, admin).state;
	const deliveries = (id: string) =>
		world.webhooks.service.deliveries(id, { limit: 1000 }, admin).data;

	test('gets an event once, signed as Standard Webhooks says', async () => {
		const { secret, id } = await world.create();
		world.receive('hello');
		await world.settled(1);
		expect(isSignedWith(secret, first())).toBe(true);
		expect(first().headers).toMatchObject({
			'content-type': 'application/json',
			'user-agent': 'Waypost/1.2.3',
			'webhook-timestamp': String(world.clock.now() / 1000),
		});
		expect(deliveries(id)).toMatchObject([{ id: first().id, status: 'delivered', attempts: 1 }]);
		expect(world.receiver.received).toHaveLength(1);
	});

	test('gets it again after a 500, with the same id and a new time', async () => {
		const { id, secret } = await world.create();
		world.receiver.answer = () => ({ status: world.receiver.received.length === 1 ? 500 : 200 });
		world.receive();
		await world.settled(1);
		expect(deliveries(id)).toMatchObject([{ status: 'pending', attempts: 1, lastStatus: 500 }]);
		world.clock.advance(5000);
		await world.settled(2);
		const [before, after] = world.receiver.received;
		expect(after?.id).toBe(before?.id);
		expect(after?.headers['webhook-timestamp']).not.toBe(before?.headers['webhook-timestamp']);
		expect(isSignedWith(secret, after!)).toBe(true);
	});

	test('that answers 410 is disabled and left alone', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 410 });
		world.receive();
		await world.settled(1);
		world.receive();
		world.clock.advance(86_400_000);
		expect(world.webhooks.service.get(id, admin)).toMatchObject({
			state: 'disabled',
			disabledBecause: 'The endpoint answered 410.',
		});
		expect(world.receiver.received).toHaveLength(1);
	});

	test('for one event is used up by the first that is delivered', async () => {
		const { id } = await world.create({ once: true });
		world.receiver.answer = () => ({ status: world.receiver.received.length === 1 ? 500 : 200 });
		world.receive('first', ANNA);
		world.receive('second', BEN);
		await world.settled(1);
		world.clock.advance(5000);
		await world.settled(2);
		expect([stateOf(id), texts()]).toEqual(['used', ['first', 'first']]);
		expect(deliveries(id).map(({ status }) => status)).toEqual(['delivered', 'dead']);
	});

	test('that has expired gets nothing more', async () => {
		const expiresAt = new Date(world.clock.now() + 1000).toISOString();
		const { id } = await world.create({ expiresAt });
		world.clock.advance(1000);
		world.receive();
		expect([stateOf(id), deliveries(id)]).toEqual(['expired', []]);
	});

	test('gets the events, sessions and chats it asked for', async () => {
		await world.create({
			...{ events: ['message.received'], sessions: ['sales'], chats: ['+49 170 0000001'] },
		});
		world.receive('another chat', BEN);
		world.receive('another session', ANNA, 'support');
		world.events.publish('session.state', 'sales', {
			...{ from: 'connecting', to: 'connected', reason: null },
		});
		world.receive('this one', ANNA);
		await world.settled(1);
		expect(texts()).toEqual(['this one']);
	});

	test('whose secret is rotated gets signatures of both for the grace time', async () => {
		const { secret: old, id } = await world.create();
		const { secret } = world.webhooks.service.rotate(id, { grace: 60 }, admin);
		world.receive();
		await world.settled(1);
		world.clock.advance(60_000);
		world.receive();
		await world.settled(2);
		const signed = world.receiver.received.map((one) => [
			isSignedWith(old, one),
			isSignedWith(secret, one),
		]);
		expect(signed).toEqual([
			[true, true],
			[false, true],
		]);
	});

	test('that redirects fails, and nobody follows', async () => {
		const { id } = await world.create();
		const location = `${world.receiver.url}/elsewhere`;
		world.receiver.answer = () => ({ status: 302, headers: { location } });
		world.receive();
		await world.settled(1);
		expect(deliveries(id)[0]?.lastError).toContain('redirects are not followed');
		expect(world.receiver.received).toHaveLength(1);
	});

	test('that asks for a pause is spared, in every chat', async () => {
		await world.create();
		const overloaded = { status: 429, headers: { 'retry-after': '60' } };
		world.receiver.answer = () =>
			world.receiver.received.length === 1 ? overloaded : { status: 200 };
		world.receive('first', ANNA);
		await world.settled(1);
		world.receive('second', BEN);
		world.clock.advance(59_000);
		expect(world.receiver.received).toHaveLength(1);
		world.clock.advance(1000);
		await world.settled(3);
		expect(texts().sort()).toEqual(['first', 'first', 'second']);
	});

	test('that does not answer has failed after 15 seconds, while others get theirs', async () => {
		const slow = await new Receiver().listen();
		const { id } = await world.create({ url: slow.url, chats: ['+491700000001'] });
		await world.create();
		const accepted = slow.until(1);
		slow.answer = () => ({ status: 0, isSilent: true });
		world.receive('for both', ANNA);
		await accepted;
		await world.settled(1);
		expect(texts()).toEqual(['for both']);
		world.clock.advance(15_000);
		await world.settled(2);
		expect(deliveries(id)[0]?.lastError).toContain('did not answer within 15 seconds');
		await slow.close();
	});

	test('whose answer never ends has its event all the same', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 200, isEndless: true });
		world.receive();
		await world.settled(1);
		expect(deliveries(id)[0]).toMatchObject({ status: 'delivered', lastStatus: 200 });
	});

	test('that stays down gets a dead delivery in the end, which a person can retry', async () => {
		const { id } = await world.create();
		world.receiver.answer = () => ({ status: 500 });
		world.receive();
		for (let attempt = 1; attempt <= 12; attempt += 1) {
			await world.settled(attempt);
			const next = deliveries(id)[0]?.nextAttemptAt;
			if (next) world.clock.advance(Date.parse(next) - world.clock.now());
		}
		expect(deliveries(id)).toMatchObject([{ status: 'dead', attempts: 12, nextAttemptAt: null }]);
		world.receiver.answer = () => ({ status: 200 });
		world.webhooks.service.retry(id, deliveries(id)[0]!.id, admin);
		await world.settled(13);
		expect(deliveries(id)[0]?.status).toBe('delivered');
		expect(new Set(world.receiver.ids).size).toBe(1);
	});

	test('gets what waited after the daemon has started again', async () => {
		await world.create();
		world.receiver.answer = () => ({ status: 500 });
		world.receive('first');
		world.receive('second');
		await world.settled(1);
		await world.stopDaemon();
		world.receiver.answer = () => ({ status: 200 });
		world.startDaemon();
		world.clock.advance(5000);
		await world.settled(3);
		expect(texts()).toEqual(['first', 'first', 'second']);
	});

	test('keeps pending what was under way when the daemon stopped', async () => {
		await world.create();
		world.receiver.answer = () => ({ status: 0, isSilent: true });
		world.receive();
		await world.receiver.until(1);
		await world.stopDaemon();
		world.receiver.answer = () => ({ status: 200 });
		world.startDaemon();
		await world.settled(1);
		expect(world.receiver.ids[1]).toBe(world.receiver.ids[0]);
	});

	test('gets what waits also when the event has left the log by then', async () => {
		await world.create();
		world.receiver.answer = () => ({ status: world.receiver.received.length === 1 ? 500 : 200 });
		world.receive('old');
		await world.settled(1);
		world.events.remove(world.clock.now() + 1, 10);
		world.clock.advance(5000);
		await world.settled(2);
		expect(texts()).toEqual(['old', 'old']);
	});

	test('gets an event only when the event itself was stored', async () => {
		const { id } = await world.create();
		const fail = () =>
			world.database.transaction(() => {
				world.receive();
				throw new Error('rolled back');
			});
		expect(fail).toThrow('rolled back');
		expect(deliveries(id)).toEqual([]);
	});

	test('down for an hour under 2,000 events gets all of them, each chat in order', async () => {
		await world.create();
		await world.receiver.close();
		const chats = Array.from({ length: 20 }, (_, n) => `4917000001${n + 10}@s.whatsapp.net`);
		world.database.transaction(() => {
			for (let n = 0; n < 2000; n += 1) world.receive(String(n), chats[n % chats.length]);
		});
		// A burst of requests, then one now and then that finds out whether the endpoint is back.
		for (let attempts = 12; attempts < 24; attempts += 1) {
			await world.settled(attempts);
			world.clock.advance(300_000);
		}
		await world.settled(24);
		await world.receiver.listen();
		world.clock.advance(300_000);
		await world.receiver.until(2000);
		const order = texts().map(Number);
		expect(new Set(world.receiver.ids).size).toBe(2000);
		for (const [index] of chats.entries()) {
			const ofChat = order.filter((n) => n % chats.length === index);
			expect(ofChat).toEqual(Array.from({ length: 100 }, (_, n) => n * chats.length + index));
		}
	}, 60_000);

	test('made by a key gets the sessions of that key only', async () => {
		await world.create({}, world.callerOf(['support']));
		world.receive('not for it', ANNA, 'sales');
		world.receive('for it', ANNA, 'support');
		await world.settled(1);
		expect(texts()).toEqual(['for it']);
	});

	test('does not exist for a key of another session', async () => {
		const { id } = await world.create({ sessions: ['sales'] });
		const other = world.callerOf(['support']);
		expect(() => world.webhooks.service.get(id, other)).toThrow(/no webhook endpoint/);
		expect(world.webhooks.service.list({ limit: 10 }, other).data).toEqual([]);
	});

	test.each([
		['http://127.0.0.1:9297/', 'this daemon itself'],
		['http://10.0.0.1/', 'WAYPOST_OUTBOUND_ALLOW=10.0.0.1:80'],
		['http://169.254.169.254/latest/meta-data', 'never called'],
		['http://user:secret@127.0.0.1:5678/', 'user name'],
	])('at %s is refused', async (url, words) => {
		await expect(world.create({ url })).rejects.toMatchObject({
			code: 'URL_BLOCKED',
			message: expect.stringContaining(words) as unknown,
		});
	});
});
