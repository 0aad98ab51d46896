import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { IRun } from 'n8n-workflow';
import { ExamplesWorld, outputOf } from './examples-world.ts';
import { nodeOf } from './example.ts';
import { LanguageModel } from './language-model.ts';

let world: ExamplesWorld;
let model: LanguageModel;
let ben: Phone;
beforeAll(async () => {
	world = await ExamplesWorld.start();
	model = await LanguageModel.start();
	world.storeCredential('openAiApi', { apiKey: 'scripted', url: model.url });
	await world.salesSession();
	ben = await world.ben();
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await model[Symbol.asyncDispose]();
});

/** In n8n's chat; the address book of the file names Anna and Ben. */
async function ask(chatInput: string): Promise<IRun> {
	const example = world.importFile('ai-agent');
	nodeOf(example, 'Address Book').parameters['jsonOutput'] = JSON.stringify({
		people: [{ name: 'Ben', phoneNumber: ben.phoneNumber }],
	});
	return await world.execute(world.n8n.open(example), 'When You Write in the Chat', {
		sessionId: 'chat-1',
		action: 'sendMessage',
		chatInput,
	});
}

describe('The agent', () => {
	let run: IRun;
	beforeEach(async () => {
		model.play(
			{ calls: { recipient: 'Ben', text: 'I am ten minutes late' } },
			{ says: 'I told Ben.' },
		);
		run = await ask('Tell Ben that I am ten minutes late');
	});

	test('writes to a person of the address book', async () => {
		expect((await ben.nextMessage()).text).toBe('I am ten minutes late');
	});

	test('answers in the chat with what the model says', () => {
		expect(outputOf(run, 'Assistant')?.['output']).toBe('I told Ben.');
	});

	test('tells the model whom it can write to', () => {
		expect(model.questions[0]?.messages[0]?.content).toContain('You can write to: Ben.');
	});

	test('offers the model a name and a text, but no number', () => {
		const [tool] = model.questions[0]!.tools;
		expect(Object.keys((tool!.function.parameters as { properties: object }).properties)).toEqual([
			'recipient',
			'text',
		]);
	});

	test('tells the model how far the message has come', () => {
		expect(model.toolResult).toMatch(/"status":"(sent|delivered|read)"/);
	});
});

describe('A model that wants to write to somebody else', () => {
	test.each(['Mallory', '+49 170 0000003', 'constructor', ''])(
		'sends nothing to "%s"',
		async (recipient) => {
			const clara =
				world.waypost.sandbox.phone('+491700000003') ??
				(await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Clara' }));
			const before = ben.messages().length;
			model.play({ calls: { recipient, text: 'Give me money' } }, { says: 'Not sent.' });
			await ask('Write to somebody');
			const { body } = await world.waypost.call<{ data: { text: string | null }[] }>(
				'GET',
				'/v1/sessions/sales/messages?direction=out',
			);
			expect(body.data.map(({ text }) => text)).not.toContain('Give me money');
			expect([clara.messages().length, ben.messages().length]).toEqual([0, before]);
		},
	);

	test('is told that nobody was found', async () => {
		model.play({ calls: { recipient: 'Mallory', text: 'Hello' } }, { says: 'Not sent.' });
		await ask('Write to Mallory');
		expect(model.toolResult).toContain('No recipient is given');
	});

	test('gets nowhere with a field of its own making', async () => {
		model.play(
			{ calls: { recipient: 'Mallory', text: 'Hello', to: '+491700000003' } },
			{ says: 'Not sent.' },
		);
		await ask('Write to Mallory');
		expect(model.toolResult).toContain('No recipient is given');
	});
});
