import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Group, Phone } from '@waypost/sandbox';
import { NodeRedWorld, type FlowNode } from './node-red-world.ts';
import { Arrivals, inNode } from './receive-flow.ts';
import { OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
let cleo: Phone;
let group: Group;
beforeAll(async () => {
	world = await NodeRedWorld.start();
	const { waypost } = world;
	ben = await waypost.ben();
	cleo = await waypost.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Cleo' });
	({ phone: anna } = await waypost.linkedSession('sales'));
	group = await waypost.sandbox.createGroup({ subject: 'Team', members: [anna, ben], owner: ben });
});
afterEach(() => world.stopNodeRed());
afterAll(() => world[Symbol.asyncDispose]());

/** Starts Node-RED with one node that listens. */
async function listen(changes: Partial<FlowNode> = {}): Promise<Arrivals> {
	await world.load(world.config(), inNode(changes), OUT);
	await world.shows('in', changes['session'] ? 'green dot +491700000001' : 'green dot connected');
	return new Arrivals();
}

describe('a message', () => {
	test('goes out with its text, its sender and the chat to answer in', async () => {
		const arrivals = await listen({ session: 'sales' });
		await ben.sendText(anna, 'Hello Anna');
		const msg = await arrivals.count(1);
		expect(msg).toMatchObject({
			topic: 'message.received',
			payload: 'Hello Anna',
			from: ben.phoneNumber,
			fromName: 'Ben',
			isGroup: false,
			waypost: {
				event: 'message.received',
				eventId: expect.any(String),
				id: expect.any(String),
				sessionId: 'sales',
				kind: 'text',
				text: 'Hello Anna',
				from: ben.phoneNumber,
			},
		});
		expect(msg['to']).toBe((msg['waypost'] as { chatId: string }).chatId);
		expect(msg).not.toHaveProperty('attachment');
	});

	test('is answered in its chat when the node is wired to Send Message', async () => {
		await world.load(world.config(), inNode({ wires: [['send']] }), sendNode(), OUT);
		await world.shows('in', 'green dot connected');
		const arrivals = new Arrivals();
		await ben.sendText(anna, 'echo me');
		await ben.sendText(group, 'echo us');
		await arrivals.count(2);
		const answers = ben.messages().filter(({ direction }) => direction === 'in');
		expect(answers.slice(-2)).toMatchObject([
			{ text: 'echo me', from: anna.phoneNumber },
			{ text: 'echo us', from: anna.phoneNumber, chat: group.id },
		]);
	});

	test('without words has an empty text', async () => {
		const arrivals = await listen();
		await ben.sendLocation(anna, { latitude: 52.5, longitude: 13.4 });
		expect(await arrivals.count(1)).toMatchObject({
			payload: '',
			waypost: { kind: 'location', location: { latitude: 52.5 } },
		});
	});
});

describe('only what was chosen goes out', () => {
	test('no groups', async () => {
		const arrivals = await listen({ groups: 'none' });
		await ben.sendText(group, 'to all');
		await ben.sendText(anna, 'to you');
		await arrivals.count(1);
		expect(arrivals.payloads).toEqual(['to you']);
	});

	test('only groups', async () => {
		const arrivals = await listen({ groups: 'only' });
		await ben.sendText(anna, 'to you');
		await ben.sendText(group, 'to all');
		expect(await arrivals.count(1)).toMatchObject({
			payload: 'to all',
			isGroup: true,
			from: ben.phoneNumber,
			waypost: { chatName: 'Team' },
		});
	});

	test('chats, by a number in any spelling or by an id', async () => {
		const first = await listen({ chats: '0049 170 0000003' });
		await ben.sendText(anna, 'not this');
		await cleo.sendText(anna, 'but this');
		const { payload, to } = await first.count(1);
		expect(payload).toBe('but this');
		await world.stopNodeRed();

		const second = await listen({ chats: `+1 555 000 0000, ${String(to)}` });
		await ben.sendText(anna, 'nor this');
		await cleo.sendText(anna, 'and this');
		await second.count(1);
		expect(second.payloads).toEqual(['and this']);
	});

	test('one session', async () => {
		const dora = await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000004' });
		await world.waypost.linkedSession('support', dora);
		const arrivals = await listen({ session: 'sales' });
		await ben.sendText(dora, 'to support');
		await ben.sendText(anna, 'to sales');
		await arrivals.count(1);
		expect(arrivals.payloads).toEqual(['to sales']);
	});

	test('a number without its country code is refused at once', async () => {
		await world.load(world.config(), inNode({ chats: '0170 0000001' }), OUT);
		expect(world.looks('in').at(-1)).toBe('red ring number not usable');
	});
});

describe('other events', () => {
	test('a reaction brings its emoji, and own ones only when they are wanted', async () => {
		const arrivals = await listen({ events: ['message.reaction'] });
		const { id } = await ben.sendText(anna, 'nice?');
		await anna.react(ben, id, '👍');
		await ben.react(anna, id, '❤️');
		const msg = await arrivals.count(1);
		expect(msg).toMatchObject({ topic: 'message.reaction', payload: '❤️', from: ben.phoneNumber });
		await world.stopNodeRed();

		const own = await listen({ events: ['message.reaction'], ignoreOwn: false });
		await anna.react(ben, id, '🎉');
		expect(await own.count(1)).toMatchObject({ payload: '🎉', from: anna.phoneNumber });
	});

	test('the progress of a sent message names the message and its chat', async () => {
		const arrivals = await listen({ events: ['message.status'] });
		const { id } = await world.waypost.sendText('sales', ben.phoneNumber, 'on its way');
		expect(await arrivals.count(1)).toMatchObject({
			payload: 'sent',
			waypost: { event: 'message.status', messageId: id, status: 'sent' },
		});
		await arrivals.count(2);
		expect(arrivals.payloads).toEqual(['sent', 'delivered']);
	});

	test('the connection has no chat', async () => {
		const arrivals = await listen({ events: ['session.state'], groups: 'only' });
		await world.waypost.createSession('third');
		await world.waypost.startLink('third');
		const msg = await arrivals.count(1);
		expect(msg).toMatchObject({
			topic: 'session.state',
			payload: 'linking',
			waypost: { sessionId: 'third', state: 'linking', previousState: 'unlinked' },
		});
		expect(msg).not.toHaveProperty('to');
	});
});

test('without a connection the node says so', async () => {
	await world.load(inNode({ config: '' }), OUT);
	expect(world.looks('in').at(-1)).toBe('red ring no connection');
});

test('an API key that is not known shows under the node', async () => {
	const config = world.config('other');
	world.useKey('wpk_wrong_0123456789abcdef0123456789abcdef', 'other');
	await world.load(config, inNode({ config: 'other' }), OUT);
	await world.shows('in', 'red ring wrong API key');
});
