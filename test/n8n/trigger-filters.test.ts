import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Group, Phone } from '@waypost/sandbox';
import { searchList } from './editor-calls.ts';
import { TriggerWorld, type Trigger } from './trigger-world.ts';

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

describe('Groups', () => {
	test('"No Groups" leaves out messages in groups', async () => {
		const trigger = await world.active({ options: { groups: 'none' } });
		await ben.sendText(group, 'to all');
		await trigger.requests.next(({ status }) => status === 200);
		expect(trigger.runs.all).toEqual([]);
		await trigger.deactivate();
	});

	test('"Only Groups" leaves out all others', async () => {
		const trigger = await world.active({ options: { groups: 'only' } });
		await ben.sendText(anna, 'to you');
		await trigger.requests.next();
		await ben.sendText(group, 'to all');
		expect(await trigger.nextItem()).toMatchObject({ text: 'to all', isGroup: true });
		expect(trigger.runs.all).toHaveLength(1);
		await trigger.deactivate();
	});

	test('say nothing about events without a chat', async () => {
		const trigger = await world.active({ events: ['session.state'], options: { groups: 'only' } });
		await world.n8n.waypost.createSession('third');
		await world.n8n.waypost.startLink('third');
		expect(await trigger.nextItem()).toMatchObject({ sessionId: 'third', state: 'linking' });
		await trigger.deactivate();
	});
});

describe('Chats and Session', () => {
	test('only the chats that were named start the workflow', async () => {
		const cleo = await world.n8n.waypost.sandbox.addPhone({ phoneNumber: '+491700000003' });
		const trigger = await world.active({ options: { chats: ' 0049 170 0000003, ' } });
		await ben.sendText(anna, 'not this');
		await cleo.sendText(anna, 'but this');
		expect(await trigger.nextItem()).toMatchObject({ text: 'but this' });
		expect(await trigger.deliveries()).toHaveLength(1);
		await trigger.deactivate();
	});

	test('only the session that was chosen starts the workflow', async () => {
		const dora = await world.n8n.waypost.sandbox.addPhone({ phoneNumber: '+491700000004' });
		await world.n8n.waypost.linkedSession('support', dora);
		const trigger = await world.active({ session: { __rl: true, mode: 'id', value: 'support' } });
		await ben.sendText(anna, 'to sales');
		await ben.sendText(dora, 'to support');
		expect(await trigger.nextItem()).toMatchObject({ text: 'to support', sessionId: 'support' });
		expect(await trigger.deliveries()).toHaveLength(1);
		await trigger.deactivate();
	});

	test('the sessions are listed with their numbers', async () => {
		const { results } = await searchList(world.n8n.engine, {
			node: 'waypostTrigger',
			method: 'searchSessions',
		});
		expect(results.map(({ name }) => name)).toContain(`sales: ${anna.phoneNumber}`);
	});
});

describe('own messages', () => {
	test('that Waypost sends start nothing, so that no workflow answers itself', async () => {
		const trigger = await world.active({ events: ['message.received', 'message.sent'] });
		await world.n8n.waypost.sendText('sales', ben.phoneNumber, 'echo');
		await ben.nextMessage({ where: ({ text }) => text === 'echo' });
		await ben.sendText(anna, 'hello');
		expect(await trigger.nextItem()).toMatchObject({ text: 'hello' });
		expect(await trigger.deliveries()).toHaveLength(1);
		await trigger.deactivate();
	});

	test('that were written on the phone start it when that was chosen', async () => {
		const trigger = await world.active({ events: ['message.sent'] });
		await anna.sendText(ben, 'from my phone');
		expect(await trigger.nextItem()).toMatchObject({
			event: 'message.sent',
			direction: 'out',
			to: ben.phoneNumber,
			text: 'from my phone',
		});
		await trigger.deactivate();
	});

	describe.each(['a chat', 'a group'])('reactions of the number itself in %s', (place) => {
		/** Anna reacts to what Ben wrote; resolves when n8n has answered. */
		const react = async (trigger: Trigger) => {
			const isGroup = place === 'a group';
			const { id } = await ben.sendText(isGroup ? group : anna, 'React to this');
			await anna.nextMessage({ where: (message) => message.id === id });
			await anna.react(isGroup ? group : ben, id, '❤️');
			await trigger.requests.next();
		};

		test('are left out', async () => {
			const trigger = await world.active({ events: ['message.reaction'] });
			await react(trigger);
			expect(trigger.runs.all).toEqual([]);
			await trigger.deactivate();
		});

		test('start the workflow without Ignore Own Messages', async () => {
			const trigger = await world.active({
				events: ['message.reaction'],
				options: { ignoreOwn: false },
			});
			await react(trigger);
			expect(trigger.runs.all).toHaveLength(1);
			await trigger.deactivate();
		});
	});

	test('a deletion by the number itself is ignored', async () => {
		const trigger = await world.active({ events: ['message.deleted'] });
		const { id } = await anna.sendText(ben, 'oops');
		await world.n8n.waypost.event('message.sent', ({ data }) => data.message.text === 'oops');
		await anna.delete(ben, id);
		await trigger.requests.next(({ status }) => status === 200);
		expect(trigger.runs.all).toEqual([]);
		await trigger.deactivate();
	});
});
