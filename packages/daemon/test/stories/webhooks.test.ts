import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyWebhook } from '@waypost/client';
import type { CreatedApiKey, CreatedWebhookEndpoint, WaypostEvent } from '@waypost/contract';
import { createAdminCaller, createCaller } from '../../src/keys/caller.js';
import { isSignedWith, Receiver, WebhookWorld } from '../webhook-world.js';
import { World } from '../world.js';

const admin = createAdminCaller();
const ANNA = '491700000001@s.whatsapp.net';
const BEN = '491700000002@s.whatsapp.net';
const callerOf = (sessions: string[]) =>
	createCaller({
		...{ keyId: 'k1', name: 'n8n', scopes: ['webhooks:manage'], maxSessions: null },
		sessions,
	});
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
			world.clock.advance(86_400_000);
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
		const hour = [0, 5000, 30_000, 120_000, 300_000, 1_800_000];
		for (const [index, wait] of hour.entries()) {
			world.clock.advance(wait);
			await world.settled(chats.length * (index + 1));
		}
		world.clock.advance(1_345_000);
		await world.receiver.listen();
		world.clock.advance(7_200_000);
		await world.settled(chats.length * hour.length + 2000);
		const order = texts().map(Number);
		expect(new Set(world.receiver.ids).size).toBe(2000);
		for (const [index] of chats.entries()) {
			const ofChat = order.filter((n) => n % chats.length === index);
			expect(ofChat).toEqual(Array.from({ length: 100 }, (_, n) => n * chats.length + index));
		}
	}, 15_000);

	test('made by a key gets the sessions of that key only', async () => {
		await world.create({}, callerOf(['support']));
		world.receive('not for it', ANNA, 'sales');
		world.receive('for it', ANNA, 'support');
		await world.settled(1);
		expect(texts()).toEqual(['for it']);
	});

	test('does not exist for a key of another session', async () => {
		const { id } = await world.create({ sessions: ['sales'] });
		const other = callerOf(['support']);
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

test('over HTTP: a message that a phone sends comes to the endpoint, and the test route says so', async () => {
	await using world = await World.start();
	const receiver = await new Receiver().listen();
	world.onClose(() => receiver.close());
	const { phone } = await world.linkedSession();
	const ben = await world.ben();
	const endpoint = await world.client.webhookEndpoints.create({
		url: receiver.url,
		events: ['message.received'],
	});
	await ben.sendText(phone, 'hello');
	await receiver.until(1);
	const { headers, body } = receiver.received[0]!;
	const event = await verifyWebhook(headers, body, endpoint.secret);
	expect(event).toMatchObject({ type: 'message.received', data: { message: { text: 'hello' } } });
	expect(await world.client.webhookEndpoints.test(endpoint.id)).toEqual({
		...{ delivered: true, status: 204, error: null },
	});
	const { data } = await world.client.webhookEndpoints.deliveries(endpoint.id);
	expect(data).toMatchObject([{ eventId: event.id, type: 'message.received' }]);
});

test('over HTTP: other keys, other daemons and other forms are refused by their codes', async () => {
	await using world = await World.start();
	const path = '/v1/webhook-endpoints';
	const { body } = await world.call<CreatedWebhookEndpoint>('POST', path, {
		json: { url: 'http://127.0.0.1:5678/', sessions: ['sales'] },
	});
	const { body: other } = await world.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'other', preset: 'automation', sessions: ['support'] },
	});
	const { port } = world.daemon;
	const asOther = { key: other.key };
	const answers = [
		await world.refusal('GET', `${path}/${body.id}`, asOther),
		await world.refusal('POST', path, { ...asOther, json: { url: body.url, sessions: ['sales'] } }),
		await world.refusal('POST', path, { json: { url: `http://127.0.0.1:${port}/` } }),
		await world.refusal('POST', path, { json: { url: world.sandbox.url.replace('ws', 'http') } }),
		await world.refusal('POST', path, { json: { url: 'ftp://127.0.0.1/' } }),
		await world.refusal('POST', `${path}/${body.id}/deliveries/none/retry`),
	];
	expect(answers.map(({ status, body: { code } }) => `${status} ${code}`)).toEqual([
		'404 WEBHOOK_NOT_FOUND',
		'404 SESSION_NOT_FOUND',
		'422 URL_BLOCKED',
		'422 URL_BLOCKED',
		'400 INVALID_REQUEST',
		'404 DELIVERY_NOT_FOUND',
	]);
});
