import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CreatedApiKey } from '@waypost/contract';
import { TriggerWorld, type Trigger } from './trigger-world.ts';

let world: TriggerWorld;
let trigger: Trigger;
beforeAll(async () => {
	world = await TriggerWorld.start();
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
	trigger = world.trigger();
});
afterEach(async () => {
	world.useDaemonAt(world.n8n.waypost.daemon.url);
	await trigger.deactivate();
});

/** What is thrown, as a person reads it. */
const refusalOf = async (attempt: Promise<unknown>) =>
	(await attempt.then(
		() => null,
		(error: unknown) => error,
	)) as { message: string; description: string } | null;

describe('what a person reads when it cannot be activated', () => {
	test('the daemon is not running', async () => {
		world.useDaemonAt('http://127.0.0.1:1');
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'Waypost is not running at this address',
			description: expect.stringContaining('waypost start'),
		});
	});

	test('the key is wrong', async () => {
		world.useDaemonAt(world.n8n.waypost.daemon.url, 'wrong');
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'The API key is not known to Waypost',
			description: expect.stringContaining('waypost keys create n8n'),
		});
	});

	test('the key may not manage webhook endpoints', async () => {
		const { waypost } = world.n8n;
		const { body } = await waypost.call<CreatedApiKey>('POST', '/v1/keys', {
			json: { name: 'reader', preset: 'reader' },
		});
		world.useDaemonAt(waypost.daemon.url, body.key);
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'The API key may not do this',
			description: expect.stringMatching(/webhooks:manage.*automation/s),
		});
	});

	test('the session does not exist', async () => {
		trigger.parameters = {
			...trigger.parameters,
			session: { __rl: true, mode: 'id', value: 'nobody' },
		};
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'There is no such session',
			description: expect.stringContaining('nobody'),
		});
	});

	test('a chat is neither a number nor an ID', async () => {
		trigger.parameters = { ...trigger.parameters, options: { chats: 'my sister' } };
		expect((await refusalOf(trigger.activate()))?.message).toBe('The phone number cannot be used');
	});

	test('Waypost may not call n8n: which host, and the setting that allows it', async () => {
		const { engine } = world.n8n;
		const before = engine.url;
		engine.url = 'http://192.168.7.7:5678';
		expect(await refusalOf(trigger.activate())).toMatchObject({
			message: 'Waypost may not call this URL',
			description: expect.stringMatching(
				/192\.168\.7\.7.*WAYPOST_OUTBOUND_ALLOW=192\.168\.7\.7:5678/s,
			),
		});
		engine.url = before;
	});
});
