import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page, WaypostEvent } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { Receiver } from '../webhook-world.js';
import type { World } from '../world.js';
import { groupUpdate, startGroupWorld } from './group-calls.js';

let world: World;
let anna: Phone;
let ben: Phone;
let eve: Phone;

beforeEach(async () => {
	({ world, anna, ben, eve } = await startGroupWorld());
});
afterEach(() => world[Symbol.asyncDispose]());

const groupUpdates = async () =>
	(await world.call<Page<WaypostEvent>>('GET', '/v1/events?type=group.updated')).body.data;

describe('what happens to a group', () => {
	const create = () =>
		world.sandbox.createGroup({ subject: 'Team', members: [anna, ben], owner: ben });

	const notifications = () =>
		world.sandbox
			.stanzas()
			.filter(({ stanza: { tag, attrs } }) => tag === 'notification' && attrs['type'] === 'w:gp2')
			.length;

	test('is told as it happens, in order', async () => {
		const group = await create();
		await group.add(eve);
		await group.promote(anna);
		await group.demote(anna);
		await group.setSubject('Crew');
		await group.setDescription('Lunch at one');
		await group.setDescription('');
		await group.setAnnouncement(true);
		await group.remove(eve);
		await group.remove(anna);
		await groupUpdate(world, 'left');
		const events = await groupUpdates();
		expect(events.map(({ data }) => 'change' in data && [data.change, data.value])).toEqual([
			['created', 'Team'],
			['members-added', null],
			['members-promoted', null],
			['members-demoted', null],
			['subject', 'Crew'],
			['description', 'Lunch at one'],
			['description', null],
			['settings', null],
			['members-removed', null],
			['left', null],
		]);
	});

	test('is told once, also when WhatsApp tells it again', async () => {
		const ack = { tag: 'ack', direction: 'in' } as const;
		const deaf = world.sandbox.faults.add({ match: ack, action: 'drop' });
		await create();
		await groupUpdate(world, 'created');
		await world.restart();
		await world.waitForState('sales', 'connected');
		deaf.remove();
		await ben.sendText(anna, 'later');
		await world.event('message.received', ({ data }) => data.message.text === 'later');
		expect(await groupUpdates()).toHaveLength(1);
		expect(notifications()).toBe(2);
	});

	test('while the daemon is down is told when it is back', async () => {
		const group = await create();
		await groupUpdate(world, 'created');
		await world.daemon.close();
		await group.setSubject('Crew');
		await world.startDaemon();
		expect(await groupUpdate(world, 'subject')).toMatchObject({
			chat: { name: 'Crew' },
			value: 'Crew',
		});
	});

	test('goes to a webhook endpoint for this group, and nothing of other chats does', async () => {
		const group = await create();
		await groupUpdate(world, 'created');
		const receiver = await new Receiver().listen();
		world.onClose(() => receiver.close());
		const events = ['group.updated', 'message.received'] as const;
		await world.client.webhookEndpoints.create({
			...{ url: receiver.url, events: [...events], chats: [group.id] },
		});
		await ben.sendText(anna, 'to you');
		await ben.sendText(group, 'to all');
		await world.event('message.received', ({ data }) => data.message.text === 'to all');
		await group.setSubject('Crew');
		await receiver.until(2);
		const types = receiver.received.map(({ body }) => (JSON.parse(body) as WaypostEvent).type);
		expect(types).toEqual(['message.received', 'group.updated']);
	});

	test('gives the group its new name in the messages that follow', async () => {
		const group = await create();
		await group.setSubject('Crew');
		await ben.sendText(group, 'hello');
		expect((await world.event('message.received')).data.message.chat.name).toBe('Crew');
	});
});

describe('the name of a group', () => {
	test('that was there before this number was linked comes with its second message', async () => {
		const clara = await world.sandbox.addPhone({ phoneNumber: '+491700000004', name: 'Clara' });
		const members = [clara, ben];
		const group = await world.sandbox.createGroup({ subject: 'Old', members, owner: ben });
		await world.linkedSession('support', clara);
		const received = async (text: string) =>
			(await world.event('message.received', ({ data }) => data.message.text === text)).data.message
				.chat;
		const asked = world.sandbox.stanzas().length;
		await ben.sendText(group, 'one');
		expect(await received('one')).toMatchObject({ id: group.id, name: null });
		const isAnswer = ({ direction, stanza: { tag, attrs } }: WireEntry) =>
			direction === 'out' && tag === 'iq' && attrs['from'] === group.id;
		while (!world.sandbox.stanzas().slice(asked).some(isAnswer)) await turn();
		await ben.sendText(group, 'two');
		expect(await received('two')).toMatchObject({ id: group.id, name: 'Old' });
	});
});

type WireEntry = ReturnType<World['sandbox']['stanzas']>[number];
const turn = () => new Promise((resolve) => setImmediate(resolve));
