import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatedApiKey, WebhookDelivery, WebhookEndpoint } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import type { INodeParameters } from 'n8n-workflow';
import { changedCredential, daemonBehindProxy } from './behind-proxy.ts';
import type { RunOptions } from './engine.ts';
import { N8nWorld } from './n8n-world.ts';
import { session, toGroup, toNumber } from './parameters.ts';
import { WaitingExecutions } from './waiting-executions.ts';

let world: N8nWorld;
let waiting: WaitingExecutions;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
	waiting = await WaitingExecutions.start(world.engine);
});
afterAll(async () => {
	await waiting[Symbol.asyncDispose]();
	await world[Symbol.asyncDispose]();
});

const ask = (parameters: INodeParameters = {}, options: RunOptions = {}) =>
	world.engine.run(
		'sendMessage',
		{
			...session('sales'),
			...toNumber(ben.phoneNumber),
			...{ operation: 'sendAndWait', message: 'Shall we ship?', ...parameters },
		},
		{ items: [{ json: { order: 7 } }], ...options },
	);

/** What the daemon keeps for one execution. */
const endpointsOf = async (executionId: string) => {
	const { body } = await world.waypost.call<{ data: WebhookEndpoint[] }>(
		'GET',
		'/v1/webhook-endpoints',
	);
	return body.data.filter(({ url }) => url.includes(`/${executionId}/`));
};

/** The path of the delivery to an execution, once n8n has refused it. */
async function failedDelivery(executionId: string): Promise<string> {
	const [endpoint] = await endpointsOf(executionId);
	const path = `/v1/webhook-endpoints/${endpoint!.id}/deliveries`;
	for (;;) {
		const { body } = await world.waypost.call<{ data: WebhookDelivery[] }>('GET', path);
		const refused = body.data.find(({ attempts }) => attempts > 0);
		if (refused) return `${path}/${refused.id}`;
	}
}

describe('Send and Wait for Reply', () => {
	test('puts the execution to wait for as long as it says', async () => {
		const asked = await ask({ waitAmount: 2, waitUnit: 'days' });
		expect((await ben.nextMessage()).text).toBe('Shall we ship?');
		expect(asked.run.status).toBe('waiting');
		const seconds = (asked.run.waitTill!.getTime() - Date.now()) / 1_000;
		expect(seconds).toBeGreaterThan(2 * 86_400 - 60);
		expect(seconds).toBeLessThanOrEqual(2 * 86_400);
		await waiting.timeOut(asked);
	});

	test('asks the daemon for one event of this chat, to the URL that n8n has signed', async () => {
		const asked = await ask();
		await ben.nextMessage();
		expect(await endpointsOf(asked.executionId)).toMatchObject([
			{
				url: expect.stringContaining('/node-under-test?'),
				events: ['message.received'],
				sessions: ['sales'],
				chats: [asked.json[0]?.['chatId']],
				once: true,
				state: 'active',
			},
		]);
		await waiting.timeOut(asked);
	});

	test('goes on with the reply at its second output', async () => {
		const asked = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		await ben.sendText(anna, 'Yes, please');
		const { outputs, error } = await resumed;
		expect(error).toBeUndefined();
		expect(outputs).toMatchObject([
			[],
			[
				{
					json: {
						text: 'Yes, please',
						from: ben.phoneNumber,
						fromName: 'Ben',
						question: { id: asked.json[0]?.['id'], text: 'Shall we ship?' },
					},
					pairedItem: { item: 0 },
				},
			],
		]);
	});

	test('gives the reply with everything Waypost knows when Simplify is off', async () => {
		const asked = await ask({ options: { simplify: false } });
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		await ben.sendText(anna, 'Yes');
		expect((await resumed).outputs[1]).toMatchObject([
			{
				json: { text: 'Yes', whatsappId: expect.any(String), question: { text: 'Shall we ship?' } },
			},
		]);
	});

	test('in a group takes the reply of any member', async () => {
		const group = await world.waypost.sandbox.createGroup({
			subject: 'Warehouse',
			members: [anna, ben],
		});
		const asked = await ask(toGroup(group.id));
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		await ben.sendText(group.id, 'Ship it');
		expect((await resumed).outputs[1]).toMatchObject([
			{ json: { text: 'Ship it', chatId: group.id, from: ben.phoneNumber } },
		]);
	});

	test('is not woken by somebody else', async () => {
		const clara = await world.waypost.sandbox.addPhone({
			phoneNumber: '+491700000003',
			name: 'Clara',
		});
		const asked = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		await clara.sendText(anna, 'Not for you');
		await world.waypost.event(
			'message.received',
			({ data }) => data.message.text === 'Not for you',
		);
		await ben.sendText(anna, 'For you');
		expect((await resumed).outputs[1]).toMatchObject([{ json: { text: 'For you' } }]);
	});

	test('leaves nothing at the daemon that is used, once the next question is asked', async () => {
		const asked = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		await ben.sendText(anna, 'Yes');
		await resumed;
		const next = await ask();
		await ben.nextMessage();
		expect(await endpointsOf(asked.executionId)).toEqual([]);
		await waiting.timeOut(next);
	});

	test('gets the reply once more when n8n could not go on with the first', async () => {
		const asked = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		waiting.canGoOn = false;
		await ben.sendText(anna, 'Yes, twice told');
		const delivery = await failedDelivery(asked.executionId);
		waiting.canGoOn = true;
		expect((await world.waypost.call('POST', `${delivery}/retry`)).status).toBeLessThan(300);
		expect((await resumed).outputs[1]).toMatchObject([{ json: { text: 'Yes, twice told' } }]);
	});

	test('waits although another execution has tidied up at the same moment', async () => {
		const over = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(over);
		await ben.sendText(anna, 'Yes');
		await resumed;
		const [used] = await endpointsOf(over.executionId);
		await using proxy = await daemonBehindProxy(world);
		proxy.holdNext('DELETE', /webhook-endpoints/, async () => {
			await world.waypost.call('DELETE', `/v1/webhook-endpoints/${used!.id}`);
		});
		const asked = await ask();
		await ben.nextMessage();
		expect([asked.error, asked.run.status]).toEqual([undefined, 'waiting']);
		await waiting.timeOut(asked);
	});

	test('goes on at its first output with the item that came in, when nobody answers', async () => {
		const asked = await ask();
		await ben.nextMessage();
		const { outputs } = await waiting.timeOut(asked);
		expect(outputs).toMatchObject([[{ json: { order: 7 } }]]);
	});

	test('takes a reply that came before it could wait for one', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.holdNext('POST', /webhook-endpoints/, async () => {
			await ben.nextMessage();
			await ben.sendText(anna, 'At once');
			await world.waypost.event('message.received', ({ data }) => data.message.text === 'At once');
		});
		const { run, outputs, json, executionId } = await ask();
		expect([run.status, json]).toEqual(['success', []]);
		expect(outputs[1]).toMatchObject([
			{ json: { text: 'At once', question: { text: 'Shall we ship?' } } },
		]);
		expect(await endpointsOf(executionId)).toEqual([]);
	});

	test('takes such a reply even when its endpoint could not be deleted', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.holdNext('POST', /webhook-endpoints/, async () => {
			proxy.loseNext('DELETE', /webhook-endpoints/);
			await ben.nextMessage();
			await ben.sendText(anna, 'Quickly');
			await world.waypost.event('message.received', ({ data }) => data.message.text === 'Quickly');
		});
		const { outputs, error } = await ask();
		expect(error).toBeUndefined();
		expect(outputs[1]).toMatchObject([{ json: { text: 'Quickly' } }]);
	});

	test('does not take an older message for the reply', async () => {
		await ben.sendText(anna, 'Hello, anybody there?');
		await world.waypost.event('message.received', ({ data }) =>
			(data.message.text ?? '').startsWith('Hello'),
		);
		const asked = await ask();
		await ben.nextMessage();
		expect(asked.run.status).toBe('waiting');
		await waiting.timeOut(asked);
	});

	test('stays asleep for a call that is not a message', async () => {
		const asked = await ask();
		await ben.nextMessage();
		const resumed = waiting.hold(asked);
		const [endpoint] = await endpointsOf(asked.executionId);
		const call = { method: 'POST', body: JSON.stringify({ type: 'webhook.test', data: {} }) };
		expect((await fetch(endpoint!.url, call)).status).toBe(200);
		await ben.sendText(anna, 'Now');
		expect((await resumed).outputs[1]).toMatchObject([{ json: { text: 'Now' } }]);
	});

	test('refuses several items before anything is sent', async () => {
		const { error } = await ask({}, { items: [{ json: {} }, { json: {} }] });
		expect(error?.message).toBe('Only one item at a time can wait for a reply');
		expect(error?.description).toContain('Loop Over Items');
		await world.waypost.sendText('sales', ben.phoneNumber, 'next');
		expect((await ben.nextMessage()).text).toBe('next');
	});

	test.each([0, 31])('refuses to wait for %i days', async (waitAmount) => {
		const { error } = await ask({ waitAmount, waitUnit: 'days' });
		expect(error?.message).toBe('Wait At Most cannot be used');
	});
});

describe('Send and Wait for Reply that cannot wait', () => {
	test('says that the message was sent all the same', async () => {
		const { body } = await world.waypost.call<CreatedApiKey>('POST', '/v1/keys', {
			json: { name: 'sends only', preset: 'sender' },
		});
		using _credential = changedCredential(world, { apiKey: body.key });
		const { error } = await ask();
		expect((await ben.nextMessage()).text).toBe('Shall we ship?');
		expect(error?.message).toBe('The message was sent, but no reply can be waited for');
		expect(error?.description).toMatch(/^The API key may not do this\. .*webhooks:manage/);
		expect(error?.context?.['waypostCode']).toBe('FORBIDDEN');
	});

	test('tries again with Retry On Fail, without a second message or a second endpoint', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.loseNext('POST', /webhook-endpoints/);
		const asked = await ask({}, { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		expect(asked.run.status).toBe('waiting');
		expect(await endpointsOf(asked.executionId)).toHaveLength(1);
		await ben.nextMessage();
		await world.waypost.sendText('sales', ben.phoneNumber, 'next');
		expect((await ben.nextMessage()).text).toBe('next');
		await waiting.timeOut(asked);
	});
});
