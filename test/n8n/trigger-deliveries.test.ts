import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CreatedWebhookEndpoint, WebhookTest } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { SlowDaemon } from './slow-daemon.ts';
import { TriggerWorld, type Trigger } from './trigger-world.ts';
import { callWebhook } from './webhook-calls.ts';

let world: TriggerWorld;
let anna: Phone;
let ben: Phone;
let trigger: Trigger;
beforeAll(async () => {
	world = await TriggerWorld.start();
	ben = await world.n8n.waypost.ben();
	({ phone: anna } = await world.n8n.waypost.linkedSession('sales'));
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
	trigger = await world.active({ events: [] });
});
afterEach(() => trigger.deactivate());

let count = 0;
/** An event that needs nothing of the daemon. */
const stateEvent = () => ({
	id: `evt-${++count}`,
	type: 'session.state',
	sessionId: 'sales',
	at: '2026-11-21T10:00:00.000Z',
	data: { from: 'connecting', to: 'connected', reason: null },
});
/** An event whose filter asks the daemon. */
const reactionEvent = () => ({
	...stateEvent(),
	type: 'message.reaction',
	data: {
		messageId: null,
		whatsappId: 'X',
		emoji: '👍',
		chat: { ...person, kind: 'direct' },
		from: person,
	},
});
const person = { id: '49170@s.whatsapp.net', phoneNumber: '+49170', lid: null, name: null };
const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const MINUTE = 60_000;

describe('a request', () => {
	test('that Waypost signed runs the workflow', async () => {
		expect(await trigger.post(stateEvent())).toMatchObject({ status: 200 });
		expect(trigger.runs.all).toHaveLength(1);
	});

	test('with the signature of somebody else is refused with 401, and nothing runs', async () => {
		const { status } = await trigger.post(stateEvent(), { secret: OTHER });
		expect(status).toBe(401);
		expect(trigger.runs.all).toEqual([]);
	});

	test('without a signature is refused with 401, and nothing runs', async () => {
		const body = JSON.stringify(stateEvent());
		const { status } = await fetch(trigger.url(), { method: 'POST', body });
		expect(status).toBe(401);
		expect(trigger.runs.all).toEqual([]);
	});

	test.each([-6, 6])(
		'signed %i minutes off is refused in words that name the clocks',
		async (m) => {
			const at = new Date(Date.now() + m * MINUTE);
			const { status, text } = await trigger.post(stateEvent(), { at });
			expect(status).toBe(401);
			expect(text).toContain('Set the clocks of n8n and Waypost');
			expect(trigger.runs.all).toEqual([]);
		},
	);

	test('signed four minutes ago is taken', async () => {
		const at = new Date(Date.now() - 4 * MINUTE);
		expect((await trigger.post(stateEvent(), { at })).status).toBe(200);
	});

	test('is refused by a trigger that is not active', async () => {
		const { secret } = trigger.stored();
		await trigger.deactivate();
		expect((await trigger.post(stateEvent(), { secret: secret! })).status).toBe(401);
	});

	test('is checked against the parsed body where n8n kept no other', async () => {
		const event = stateEvent();
		const { result } = await callWebhook(world.n8n.engine, trigger.workflow(), {
			headers: trigger.headersFor(event),
			rawBody: Buffer.from(JSON.stringify(event)),
			hasRawBody: false,
		});
		expect(result.workflowData?.[0]?.[0]?.json).toMatchObject({ eventId: event.id });
	});

	test('of "test" at the daemon is answered, and nothing runs', async () => {
		const path = `/v1/webhook-endpoints/${trigger.stored().endpointId}/test`;
		const { body } = await world.n8n.waypost.call<WebhookTest>('POST', path);
		expect(body).toEqual({ delivered: true, status: 200, error: null });
		expect(trigger.runs.all).toEqual([]);
	});
});

describe('a repeat', () => {
	test('is taken and ignored', async () => {
		const event = stateEvent();
		const statuses = [await trigger.post(event), await trigger.post(event)];
		expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
		expect(trigger.runs.all).toHaveLength(1);
	});

	test('of a real delivery is ignored, too', async () => {
		await ben.sendText(anna, 'once');
		const { json } = await trigger.runs.next(({ json: { text } }) => text === 'once');
		const { rawBody, headers } = await trigger.requests.next(({ id }) => id === json['eventId']);
		const again = await fetch(trigger.url(), {
			method: 'POST',
			body: new Uint8Array(rawBody),
			headers: { ...headers, connection: 'close' },
		});
		expect(again.status).toBe(200);
		expect(trigger.runs.all.filter(({ json: { text } }) => text === 'once')).toHaveLength(1);
	});

	test('of one that Waypost did not wait for is known even after n8n was restarted', async () => {
		const event = reactionEvent();
		const daemon = await SlowDaemon.listen();
		world.useDaemonAt(daemon.url);
		const patience = new AbortController();
		const first = trigger.post(event, { signal: patience.signal }).catch(() => 'gave up');
		await daemon.asked;
		patience.abort();
		expect(await first).toBe('gave up');
		await trigger.requests.next(({ id }) => id === event.id);
		daemon.answer({ phoneNumber: '+49171', lid: null });
		await trigger.runs.next();
		trigger.loseMemory();
		expect((await trigger.post(event)).status).toBe(200);
		expect(trigger.runs.all).toHaveLength(1);
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		await daemon.close();
	});

	test('while the first is being worked on is put off, and nothing runs twice', async () => {
		const event = reactionEvent();
		const daemon = await SlowDaemon.listen();
		world.useDaemonAt(daemon.url);
		const first = trigger.post(event);
		await daemon.asked;
		const { status } = await trigger.post(event);
		daemon.answer({ phoneNumber: '+49171', lid: null });
		expect([status, (await first).status]).toEqual([409, 200]);
		expect(trigger.runs.all).toHaveLength(1);
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		await daemon.close();
	});

	test('runs when n8n could not begin the first', async () => {
		const event = stateEvent();
		trigger.canRun = false;
		expect((await trigger.post(event)).status).toBe(500);
		await trigger.requests.next();
		trigger.canRun = true;
		expect((await trigger.post(event)).status).toBe(200);
		expect(trigger.runs.all).toHaveLength(1);
	});

	test('runs when Waypost could not be asked about the first', async () => {
		const event = reactionEvent();
		world.useDaemonAt('http://127.0.0.1:1');
		expect((await trigger.post(event)).status).toBe(503);
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		expect((await trigger.post(event)).status).toBe(200);
		expect(trigger.runs.all).toHaveLength(1);
	});
});

test('an event of a session that was deleted since runs, and is not put off for days', async () => {
	const event = { ...reactionEvent(), sessionId: 'deleted' };
	expect((await trigger.post(event)).status).toBe(200);
	expect(trigger.runs.all).toMatchObject([{ json: { sessionId: 'deleted', emoji: '👍' } }]);
});

describe('a secret that was replaced at the daemon', () => {
	const rotate = async (grace: number) => {
		const path = `/v1/webhook-endpoints/${trigger.stored().endpointId}/rotate?grace=${grace}`;
		return (await world.n8n.waypost.call<CreatedWebhookEndpoint>('POST', path)).body;
	};

	test('goes on to be taken while Waypost signs with both', async () => {
		await rotate(60);
		await ben.sendText(anna, 'signed twice');
		await trigger.runs.next(({ json: { text } }) => text === 'signed twice');
	});

	test('needs the workflow to be activated again when that time is over', async () => {
		await rotate(0);
		await ben.sendText(anna, 'lost');
		const { status } = await trigger.requests.next(({ type }) => type === 'message.received');
		expect(status).toBe(401);
		await trigger.deactivate();
		await trigger.activate();
		await ben.sendText(anna, 'found');
		await trigger.runs.next(({ json: { text } }) => text === 'found');
	});
});

describe('a daemon that was restarted', () => {
	test('goes on posting', async () => {
		await world.restartDaemon();
		await world.n8n.waypost.waitForState('sales', 'connected');
		await ben.sendText(anna, 'after the restart');
		await trigger.runs.next(({ json: { text } }) => text === 'after the restart');
	});
});
