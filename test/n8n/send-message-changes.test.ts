import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { N8nWorld } from './n8n-world.ts';
import { session } from './parameters.ts';

let world: N8nWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Runs an operation on a message that comes in as an item. */
const change = (message: object, operation: string, parameters: INodeParameters = {}) =>
	world.engine.run(
		'sendMessage',
		{
			...session('sales'),
			...{ resource: 'sentMessage', operation, messageId: '={{ $json.id }}', ...parameters },
		},
		{ items: [{ json: message as IDataObject }] },
	);

/** A message that Ben's phone displays. */
async function sent(text: string) {
	const { messages } = world.waypost.client;
	const message = await messages.send('sales', { to: ben.phoneNumber, text }, { wait: 'sent' });
	await ben.nextMessage({ where: ({ id }) => id === message.whatsappId });
	return message;
}

const onBensPhone = (whatsappId: string) => ben.messages().find(({ id }) => id === whatsappId);

const delivered = { options: { waitFor: 'delivered' } };

describe('Edit', () => {
	test('changes the text on the other phone, and gives the edit', async () => {
		const message = await sent('at noon');
		const { json } = await change(message, 'edit', { newText: 'at one', ...delivered });
		expect(json).toMatchObject([{ kind: 'edit', target: message.id, text: 'at one' }]);
		expect(onBensPhone(message.whatsappId)).toMatchObject({ text: 'at one', edited: true });
	});

	test('of what somebody else wrote says that it cannot be changed', async () => {
		await ben.sendText(anna, 'mine');
		const { data } = await world.waypost.event('message.received');
		const { error } = await change(data.message, 'edit', { newText: 'yours' });
		expect(error?.message).toBe('This message cannot be changed');
	});
});

describe('Delete', () => {
	test('takes a message back from everybody, and says so', async () => {
		const message = await sent('oops');
		const { json } = await change(message, 'delete', delivered);
		expect(json).toMatchObject([{ kind: 'delete', target: message.id, deleted: true }]);
		expect(onBensPhone(message.whatsappId)).toMatchObject({ text: null, deleted: true });
	});

	test('cancels a message that was not sent yet', async () => {
		const sendAt = new Date(Date.now() + 3_600_000).toISOString();
		const message = await world.waypost.client.messages.send('sales', {
			...{ to: ben.phoneNumber, text: 'later', sendAt },
		});
		const { json } = await change(message, 'delete');
		expect(json).toMatchObject([{ id: message.id, status: 'cancelled', cancelled: true }]);
		expect(json[0]).not.toHaveProperty('deleted');
	});

	test('does not say that it is done while it waits to be sent', async () => {
		const message = await sent('oops');
		await world.waypost.call('POST', '/v1/sessions/sales/stop');
		const { json } = await change(message, 'delete', { options: { waitSeconds: 1 } });
		await world.waypost.call('POST', '/v1/sessions/sales/start');
		await world.waypost.waitForState('sales', 'connected');
		expect(json).toMatchObject([{ deleted: false, status: 'accepted' }]);
	});

	test('keeps what it says with Simplify off', async () => {
		const message = await sent('oops');
		const { json } = await change(message, 'delete', { options: { simplify: false } });
		expect(json).toMatchObject([{ whatsappId: expect.any(String), deleted: true }]);
	});
});

describe('React', () => {
	const reactions = () => ben.messages().filter(({ kind }) => kind === 'reaction');

	test('shows an emoji at the message, and takes it back', async () => {
		const message = await sent('Lunch?');
		const { json } = await change(message, 'react', { emoji: '🎉', ...delivered });
		expect(json).toMatchObject([{ kind: 'reaction', reaction: '🎉', target: message.id }]);
		expect(reactions().at(-1)).toMatchObject({ text: '🎉' });
		const back = await change(message, 'react', { emoji: '', ...delivered });
		expect(back.json).toMatchObject([{ kind: 'reaction', reaction: '' }]);
	});

	test('works on a message that came in', async () => {
		await ben.sendText(anna, 'Good news');
		const { data } = await world.waypost.event(
			'message.received',
			(event) => event.data.message.text === 'Good news',
		);
		const { error } = await change(data.message, 'react', { emoji: '👍', ...delivered });
		expect(error).toBeUndefined();
		expect(reactions().at(-1)).toMatchObject({ text: '👍' });
	});
});

describe('Get Status', () => {
	test('tells how far a message has come, and when', async () => {
		const { json } = await change(await sent('Hello'), 'get');
		expect(json).toMatchObject([
			{ text: 'Hello', status: expect.stringMatching(/sent|delivered/) },
		]);
		const history = json[0]?.['statusHistory'] as { status: string; at: string }[];
		expect(history.map(({ status }) => status).slice(0, 3)).toEqual([
			...['accepted', 'sending', 'sent'],
		]);
	});

	test('of a message that was never sent tells why, and is no failure of the node', async () => {
		const rule = { match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 } as const;
		world.waypost.sandbox.faults.add(rule);
		const message = await world.waypost.client.messages.send(
			'sales',
			{ to: ben.phoneNumber, text: 'no' },
			{ wait: 'sent' },
		);
		const { json, error } = await change(message, 'get');
		expect(error).toBeUndefined();
		expect(json).toMatchObject([
			{ status: 'failed', failedBecause: { code: 'MESSAGE_REJECTED', detail: expect.any(String) } },
		]);
	});

	test('of a message that is not there says so', async () => {
		const { error } = await change({ id: 'nope' }, 'get');
		expect(error?.message).toBe('There is no such message');
		expect(error?.description).toContain('field "id"');
	});

	test('without a message ID says which parameter is empty', async () => {
		const { error } = await change({}, 'get');
		expect(error?.message).toBe('No message is given');
	});
});
