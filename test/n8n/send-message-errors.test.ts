import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatedApiKey } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import type { INodeParameters } from 'n8n-workflow';
import { NOT_WAYPOST } from '../../nodes/shared/connection-texts.ts';
import { changedCredential } from './behind-proxy.ts';
import type { RunOptions } from './engine.ts';
import { N8nWorld } from './n8n-world.ts';
import { answering, neighbour } from './neighbour.ts';
import { session, toNumber } from './parameters.ts';

const NOBODY = '+491700000099';

let world: N8nWorld;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('sales');
	await world.waypost.createSession('empty');
	ben = await world.waypost.ben();
	await world.waypost.sandbox.addPhone({ phoneNumber: NOBODY, name: 'No', registered: false });
});
afterAll(() => world[Symbol.asyncDispose]());

const send = (parameters: INodeParameters = {}, options: RunOptions = {}) =>
	world.engine.run(
		'sendMessage',
		{ ...session('sales'), ...toNumber(ben.phoneNumber), text: 'Hello', ...parameters },
		options,
	);

const keyOf = async (preset: string) => {
	const json = { name: preset, preset };
	return (await world.waypost.call<CreatedApiKey>('POST', '/v1/keys', { json })).body.key;
};

describe('a message that cannot be sent tells what happened and what to do', () => {
	test.each<[string, INodeParameters, string, string | RegExp]>([
		[
			'the session is not linked',
			session('empty'),
			'The session is not linked to a phone',
			/Run the Link WhatsApp node/,
		],
		[
			'there is no such session',
			session('nothing'),
			'There is no such session',
			/Choose one from the list/,
		],
		[
			'the expression for Session gives nothing',
			session('={{ $json.missing }}'),
			'No session is chosen',
			/Choose one under Session/,
		],
		[
			'the number is not on WhatsApp',
			toNumber(NOBODY),
			'The number is not on WhatsApp',
			/Check the number/,
		],
		[
			'the number has no country code',
			toNumber('0170 0000002'),
			'The phone number cannot be used',
			/country code/,
		],
		[
			'the expression for To gives nothing',
			toNumber('={{ $json.missing }}'),
			'No recipient is given',
			/Fill in To/,
		],
		[
			'the text is too long',
			{ text: '={{ "x".repeat(70000) }}' },
			'The text is too long',
			/65,536/,
		],
		[
			'the expression for Text gives nothing',
			{ text: '={{ $json.missing }}' },
			'No text is given',
			/Fill in Text/,
		],
		[
			'the message to answer is not there',
			{ options: { replyTo: 'nope' } },
			'There is no such message',
			/replyTo/,
		],
		[
			'a latitude is not a number',
			{ operation: 'sendLocation', latitude: '={{ "north" }}', longitude: 1 },
			'Latitude is not a number',
			/such as 52.5163/,
		],
		[
			'a poll has one answer',
			{ operation: 'sendPoll', question: 'Lunch?', answers: 'Pizza' },
			'A value cannot be used',
			/poll\/options/,
		],
	])('when %s', async (_case, parameters, title, description) => {
		const { error, run } = await send(parameters);
		expect(run.status).toBe('error');
		expect(error?.message).toBe(title);
		expect(error?.description).toMatch(description);
	});

	test('when WhatsApp refuses it after it was accepted', async () => {
		const rule = { match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 } as const;
		world.waypost.sandbox.faults.add(rule);
		const { error, run } = await send();
		expect(run.status).toBe('error');
		expect(error?.message).toBe('WhatsApp refused the message');
		expect(error?.context?.['waypostCode']).toBe('MESSAGE_REJECTED');
	});

	test('when somebody cancels it while it waits', async () => {
		await world.waypost.call('POST', '/v1/sessions/sales/stop');
		const running = send({ text: 'cancelled' });
		const { data } = await world.waypost.event('message.waiting');
		await world.waypost.client.messages.delete('sales', data.messageId);
		const { error } = await running;
		await world.waypost.call('POST', '/v1/sessions/sales/start');
		await world.waypost.waitForState('sales', 'connected');
		expect(error?.message).toBe('The message was cancelled before it was sent');
	});

	test('when something else answers in place of the daemon', async () => {
		await using stranger = await neighbour(answering(200, { ok: true }));
		using _credential = changedCredential(world, { baseUrl: stranger.url });
		const { error } = await send();
		expect(error?.message).toBe(NOT_WAYPOST.title);
	});

	test('when the API key is wrong', async () => {
		using _credential = changedCredential(world, { apiKey: 'wrong' });
		const { error } = await send();
		expect(error?.message).toBe('The API key is not known to Waypost');
		expect(error?.description).toContain('waypost keys create');
	});

	test('when the API key may only read', async () => {
		using _credential = changedCredential(world, { apiKey: await keyOf('reader') });
		const { error } = await send();
		expect(error?.message).toBe('The API key may not do this');
		expect(error?.description).toContain('messages:send');
	});

	test('when the daemon is not running', async () => {
		using _credential = changedCredential(world, { baseUrl: 'http://127.0.0.1:9' });
		const { error } = await send();
		expect(error?.message).toBe('Waypost is not running at this address');
		expect(error?.description).toContain('waypost start');
	});
});

describe('On Error', () => {
	const items = [NOBODY, '+491700000002'].map((phone) => ({ json: { phone } }));
	const failed = {
		error: 'The number is not on WhatsApp',
		message: expect.stringContaining('Check the number'),
		details: { code: 'RECIPIENT_NOT_ON_WHATSAPP' },
	};
	const toEach = toNumber('={{ $json.phone }}');

	test('Continue gives the error in place of its message, and sends the others', async () => {
		const node = { onError: 'continueRegularOutput' as const };
		const { items: given } = await send(toEach, { items, node });
		expect(given).toMatchObject([
			{ json: failed, pairedItem: { item: 0 } },
			{ json: { text: 'Hello' }, pairedItem: { item: 1 } },
		]);
		expect((await ben.nextMessage()).text).toBe('Hello');
	});

	test('Continue (Using Error Output) parts the two', async () => {
		const node = { onError: 'continueErrorOutput' as const };
		const { outputs } = await send(toEach, { items, node });
		expect(outputs).toMatchObject([[{ json: { text: 'Hello' } }], [{ json: failed }]]);
		expect((await ben.nextMessage()).text).toBe('Hello');
	});

	test('Continue (Using Error Output) is the third output of Send and Wait for Reply', async () => {
		const node = { onError: 'continueErrorOutput' as const };
		const parameters = { ...toNumber(NOBODY), operation: 'sendAndWait', message: 'Well?' };
		const { outputs, run } = await send(parameters, { node });
		expect(run.status).toBe('success');
		expect(outputs).toMatchObject([[], [], [{ json: failed }]]);
	});
});
