import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVENT_TYPES, type WaypostEvent } from '@waypost/contract';
import type { Group, Phone } from '@waypost/sandbox';
import type { TriggerEvent } from '../../nodes/WaypostTrigger/event-data.ts';
import { TriggerWorld } from './trigger-world.ts';

let world: TriggerWorld;
let anna: Phone;
let ben: Phone;
let group: Group;
beforeAll(async () => {
	world = await TriggerWorld.start();
	const { waypost } = world.n8n;
	ben = await waypost.ben();
	({ phone: anna } = await waypost.linkedSession('sales'));
	group = await waypost.sandbox.createGroup({ subject: 'Team', members: [anna, ben], owner: ben });
});
afterAll(() => world[Symbol.asyncDispose]());

describe('Trigger On', () => {
	test('offers each event of Waypost, in alphabetical order', () => {
		const { properties } = world.n8n.engine.nodeType('waypostTrigger').description;
		const offered = properties.find(({ name }) => name === 'events')!.options as {
			name: string;
			value: string;
		}[];
		expect(offered.map(({ value }) => value).sort()).toEqual([...EVENT_TYPES].sort());
		const names = offered.map(({ name }) => name);
		expect(names).toEqual([...names].sort());
	});

	test('reads events as Waypost writes them', () => {
		// The compiler is the test: what the node reads is in the contract.
		const read = (event: WaypostEvent): TriggerEvent => event;
		expect(read).toBeDefined();
	});
});

describe('an item', () => {
	test('has the message in flat fields', async () => {
		const trigger = await world.active();
		await ben.sendText(anna, 'Do you have red shoes?');
		const item = await trigger.nextItem();
		expect(item).toEqual({
			event: 'message.received',
			eventId: trigger.requests.all[0]?.id ?? expect.any(String),
			id: expect.any(String),
			sessionId: 'sales',
			direction: 'in',
			chatId: expect.any(String),
			chatName: 'Ben',
			isGroup: false,
			from: ben.phoneNumber,
			fromName: 'Ben',
			kind: 'text',
			text: 'Do you have red shoes?',
			status: 'delivered',
			at: expect.any(String),
		});
		await trigger.deactivate();
	});

	test('is answered in the same chat with its chatId', async () => {
		const trigger = await world.active();
		await ben.sendText(anna, 'Hello?');
		const { chatId } = await trigger.nextItem();
		const { error } = await world.n8n.engine.run('sendMessage', {
			session: { __rl: true, mode: 'id', value: 'sales' },
			to: { __rl: true, mode: 'id', value: chatId as string },
			text: 'Hello Ben',
		});
		expect(error).toBeUndefined();
		expect((await ben.nextMessage()).text).toBe('Hello Ben');
		await trigger.deactivate();
	});

	test('is the whole event when Simplify is off', async () => {
		const trigger = await world.active({ options: { simplify: false } });
		await ben.sendText(anna, 'raw');
		const item = await trigger.nextItem();
		expect(item).toEqual(
			await world.n8n.waypost.event('message.received', ({ id }) => id === item['id']),
		);
		await trigger.deactivate();
	});

	test('of a reaction says who reacted to what', async () => {
		const trigger = await world.active({ events: ['message.reaction'] });
		const sent = await world.n8n.waypost.sendText('sales', ben.phoneNumber, 'Like it?');
		const shown = await ben.nextMessage({ where: ({ text }) => text === 'Like it?' });
		await ben.react(anna, shown.id, '👍');
		expect(await trigger.nextItem()).toMatchObject({
			event: 'message.reaction',
			messageId: sent.id,
			from: ben.phoneNumber,
			fromName: 'Ben',
			isGroup: false,
			emoji: '👍',
		});
		await trigger.deactivate();
	});

	test('of a status says how far which message came', async () => {
		const trigger = await world.active({ events: ['message.status'] });
		const sent = await world.n8n.waypost.sendText('sales', ben.phoneNumber, 'On its way');
		await trigger.runs.next(
			({ json }) => json['messageId'] === sent.id && json['status'] === 'delivered',
		);
		await trigger.deactivate();
	});

	test('of an edit has the new text', async () => {
		const trigger = await world.active({ events: ['message.edited'] });
		const { id } = await ben.sendText(anna, 'At five');
		await ben.edit(anna, id, 'At six');
		expect(await trigger.nextItem()).toMatchObject({ text: 'At six', by: ben.phoneNumber });
		await trigger.deactivate();
	});

	test('of a deletion says which message', async () => {
		const trigger = await world.active({ events: ['message.received', 'message.deleted'] });
		const { id } = await ben.sendText(anna, 'Forget this');
		const { id: messageId } = await trigger.nextItem();
		await ben.delete(anna, id);
		expect(await trigger.nextItem()).toMatchObject({
			event: 'message.deleted',
			messageId,
			byName: 'Ben',
		});
		await trigger.deactivate();
	});

	test('of a group says what changed, and who changed it', async () => {
		const trigger = await world.active({ events: ['group.updated'] });
		await group.setSubject('New team', { by: ben });
		expect(await trigger.nextItem()).toMatchObject({
			event: 'group.updated',
			chatId: group.id,
			isGroup: true,
			change: 'subject',
			value: 'New team',
			by: ben.phoneNumber,
		});
		await trigger.deactivate();
	});

	test('of a connection says the state, and why in words', async () => {
		const trigger = await world.active({ events: ['session.state'] });
		await world.n8n.waypost.createSession('office');
		await world.n8n.waypost.linkedSession('second', await ben2());
		await world.n8n.waypost.call('POST', '/v1/sessions/second/stop');
		const { json } = await trigger.runs.next(({ json: { state } }) => state === 'stopped');
		expect(json).toMatchObject({
			event: 'session.state',
			sessionId: 'second',
			previousState: 'connected',
			reasonCode: 'by-user',
			reason: 'The session was stopped by a user.',
		});
		await trigger.deactivate();
	});

	const ben2 = async (): Promise<Phone> =>
		world.n8n.waypost.sandbox.addPhone({ phoneNumber: '+491700000009', name: 'Office' });
});
