import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { TriggerWorld, type Trigger } from './trigger-world.ts';

let world: TriggerWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await TriggerWorld.start();
	ben = await world.n8n.waypost.ben();
	({ phone: anna } = await world.n8n.waypost.linkedSession('sales'));
});
afterAll(() => world[Symbol.asyncDispose]());

let trigger: Trigger;
beforeEach(() => {
	trigger = world.trigger();
});
afterEach(async () => {
	world.useDaemonAt(world.n8n.waypost.daemon.url);
	await trigger.deactivate();
});

describe('a fresh daemon with no configuration', () => {
	test('lets a trigger of n8n on the same machine be activated, and posts to it', async () => {
		expect(trigger.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/webhook\//);
		await trigger.activate();
		await ben.sendText(anna, 'first');
		expect(await trigger.nextItem()).toMatchObject({ text: 'first' });
	});

	test('does so for n8n at "localhost", too', async () => {
		const { engine } = world.n8n;
		const numeric = engine.url;
		engine.url = numeric.replace('127.0.0.1', 'localhost');
		await trigger.activate();
		expect((await trigger.endpoint()).url).toBe(trigger.url());
		await ben.sendText(anna, 'to localhost');
		expect(await trigger.nextItem()).toMatchObject({ text: 'to localhost' });
		engine.url = numeric;
	});
});

describe('activating', () => {
	test('creates a webhook endpoint with what the node says', async () => {
		trigger.parameters = {
			events: ['message.received', 'message.reaction'],
			session: { __rl: true, mode: 'list', value: 'sales' },
			options: { chats: '+49 170 0000002, +49 170 0000003' },
		};
		await trigger.activate();
		expect(await trigger.endpoint()).toMatchObject({
			url: trigger.url(),
			events: ['message.received', 'message.reaction'],
			sessions: ['sales'],
			chats: ['+491700000002', '+491700000003'],
			description: 'n8n: test',
			state: 'active',
		});
	});

	test('is for all sessions and chats when none are named', async () => {
		await trigger.activate();
		expect(await trigger.endpoint()).toMatchObject({ sessions: [], chats: null });
	});

	test('keeps the secret in what n8n stores for the node', async () => {
		await trigger.activate();
		expect(trigger.stored().secret).toMatch(/^whsec_/);
	});

	test('once more brings the endpoint to what the node says now', async () => {
		await trigger.activate();
		const { endpointId, secret } = trigger.stored();
		trigger.parameters = { events: ['message.sent'], options: { chats: '+491700000002' } };
		await trigger.restartN8n();
		expect(trigger.stored()).toMatchObject({ endpointId, secret });
		const { events, chats } = await trigger.endpoint();
		expect({ events, chats }).toEqual({ events: ['message.sent'], chats: ['+491700000002'] });
	});

	test('after n8n moved to another address brings the endpoint along', async () => {
		const { engine } = world.n8n;
		const before = engine.url;
		await trigger.activate();
		engine.url = before.replace('127.0.0.1', 'localhost');
		await trigger.restartN8n();
		expect((await trigger.endpoint()).url).toBe(trigger.url());
		engine.url = before;
	});

	test('takes an endpoint into use again that was disabled', async () => {
		await trigger.activate();
		const path = `/v1/webhook-endpoints/${trigger.stored().endpointId}`;
		await world.n8n.waypost.call('PATCH', path, { json: { state: 'disabled' } });
		await trigger.restartN8n();
		await ben.sendText(anna, 'in use again');
		expect(await trigger.nextItem()).toMatchObject({ text: 'in use again' });
	});

	test('creates an endpoint again that somebody deleted', async () => {
		await trigger.activate();
		const { endpointId } = trigger.stored();
		await world.n8n.waypost.call('DELETE', `/v1/webhook-endpoints/${endpointId}`);
		await trigger.restartN8n();
		expect(trigger.stored().endpointId).not.toBe(endpointId);
		await ben.sendText(anna, 'made again');
		expect(await trigger.nextItem()).toMatchObject({ text: 'made again' });
	});

	test('removes endpoints with the same URL, which a restored n8n does not know', async () => {
		await trigger.activate();
		trigger.forget();
		await trigger.activate();
		const same = (await world.endpoints()).filter(({ url }) => url === trigger.url());
		expect(same.map(({ id }) => id)).toEqual([trigger.stored().endpointId]);
	});
});

describe('deactivating', () => {
	test('deletes the endpoint', async () => {
		await trigger.activate();
		const { endpointId } = trigger.stored();
		await trigger.deactivate();
		expect((await world.endpoints()).map(({ id }) => id)).not.toContain(endpointId);
	});

	test('works for an endpoint that is gone already', async () => {
		await trigger.activate();
		await world.n8n.waypost.call('DELETE', `/v1/webhook-endpoints/${trigger.stored().endpointId}`);
		await trigger.deactivate();
		expect(trigger.stored().endpointId).toBeUndefined();
	});

	test('works while the daemon is away; the next activation cleans up', async () => {
		await trigger.activate();
		const { endpointId } = trigger.stored();
		world.useDaemonAt('http://127.0.0.1:1');
		await trigger.deactivate();
		expect(trigger.stored()).toEqual({ leftoverId: endpointId });
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		await trigger.activate();
		expect((await world.endpoints()).map(({ id }) => id)).not.toContain(endpointId);
		expect(trigger.stored().leftoverId).toBeUndefined();
	});

	test('of a workflow that was never active does nothing', async () => {
		await trigger.deactivate();
		expect(trigger.stored().endpointId).toBeUndefined();
	});
});

describe('"Listen for test event"', () => {
	test('has an endpoint and a secret of its own, beside the active workflow', async () => {
		await trigger.activate();
		await trigger.listen();
		const [live, tried] = [trigger.stored(), trigger.stored('test')];
		expect(tried.endpointId).not.toBe(live.endpointId);
		expect(tried.secret).not.toBe(live.secret);
		const urls = (await world.endpoints()).map(({ url }) => url);
		expect(urls).toEqual(expect.arrayContaining([trigger.url(), trigger.url('test')]));
		await trigger.stopListening();
	});

	test('has an endpoint that ends by itself, should n8n die before it is deleted', async () => {
		await trigger.activate();
		await trigger.listen();
		const expiry = new Map((await world.endpoints()).map(({ url, expiresAt }) => [url, expiresAt]));
		expect(expiry.get(trigger.url())).toBeNull();
		const minutes = (Date.parse(expiry.get(trigger.url('test')) ?? '') - Date.now()) / 60_000;
		expect(minutes).toBeGreaterThan(2);
		expect(minutes).toBeLessThanOrEqual(10);
		await trigger.stopListening();
	});

	test('gets the event, and the active workflow gets it too', async () => {
		await trigger.activate();
		await trigger.listen();
		await ben.sendText(anna, 'to both');
		expect(await trigger.nextItem()).toMatchObject({ text: 'to both' });
		expect(await trigger.nextItem()).toMatchObject({ text: 'to both' });
		await trigger.stopListening();
	});

	test('leaves the active workflow working when it ends', async () => {
		await trigger.activate();
		await trigger.listen();
		await trigger.stopListening();
		await ben.sendText(anna, 'still here');
		expect(await trigger.nextItem()).toMatchObject({ text: 'still here' });
		expect((await world.endpoints()).map(({ url }) => url)).not.toContain(trigger.url('test'));
	});
});

test('the node is known as a trigger, not as a tool', () => {
	const { engine } = world.n8n;
	const { description } = engine.nodeType('waypostTrigger');
	expect(description).toMatchObject({
		displayName: 'Waypost Trigger',
		group: ['trigger'],
		inputs: [],
	});
	expect(description.usableAsTool).toBeUndefined();
});
