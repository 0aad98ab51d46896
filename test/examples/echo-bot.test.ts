import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { ExamplesWorld } from './examples-world.ts';
import type { RunningWorkflow } from './running-workflow.ts';

let world: ExamplesWorld;
let anna: Phone;
let ben: Phone;
let bot: RunningWorkflow;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	({ phone: anna } = await world.salesSession());
	ben = await world.ben();
	bot = await world.n8n.activate(world.importFile('echo-bot'));
});
afterAll(() => world[Symbol.asyncDispose]());

describe('The echo bot', () => {
	test('answers a message in its own chat with what it said', async () => {
		await ben.sendText(anna.phoneNumber, 'Hello bot');
		const answer = await ben.nextMessage();
		expect(answer).toMatchObject({ text: 'You wrote: Hello bot', from: anna.phoneNumber });
	});

	test('answers each message once, and never its own answer', async () => {
		const before = ben.messages().length;
		for (const text of ['One', 'Two']) {
			await ben.sendText(anna.phoneNumber, text);
			expect((await ben.nextMessage()).text).toBe(`You wrote: ${text}`);
		}
		expect(ben.messages()).toHaveLength(before + 2);
	});

	test('says what came when it was no text', async () => {
		await ben.sendPoll(anna.phoneNumber, {
			question: 'Lunch?',
			options: ['Yes', 'No'],
			multiple: false,
		});
		expect((await ben.nextMessage()).text).toBe('You wrote: (poll)');
	});

	test('says nothing in groups', async () => {
		const members = [anna, ben];
		const group = await world.waypost.sandbox.createGroup({ subject: 'Team', members });
		await ben.sendText(group, 'Hello group');
		await world.waypost.event('message.received', ({ data }) => data.message.chat.id === group.id);
		const before = bot.executions.length;
		await ben.sendText(anna.phoneNumber, 'Hello bot');
		expect((await ben.nextMessage()).text).toBe('You wrote: Hello bot');
		expect(bot.executions).toHaveLength(before + 1);
	});
});
