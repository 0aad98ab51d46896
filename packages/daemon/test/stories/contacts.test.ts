import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message, Page } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { World } from '../world.js';

describe('a person with two addresses', () => {
	let world: World;
	let anna: Phone;
	let ben: Phone;

	beforeEach(async () => {
		world = await World.start();
		anna = await world.anna();
		ben = await world.ben();
		await world.linkedSession('sales');
	});
	afterEach(() => world[Symbol.asyncDispose]());

	/** Ben writes to Anna's LID, so from his own. */
	async function receive(text: string): Promise<Message> {
		await ben.sendText(anna.lid, text);
		return (await world.event('message.received', ({ data }) => data.message.text === text)).data
			.message;
	}

	const hideNumbers = () =>
		world.sandbox.faults.add({
			match: { tag: 'message', direction: 'out' },
			action: 'one-address',
		});

	async function textsIn(chat: string): Promise<(string | null)[]> {
		const path = `/v1/sessions/sales/messages?chat=${encodeURIComponent(chat)}`;
		const { body } = await world.call<Page<Message>>('GET', path);
		return body.data.map(({ text }) => text).reverse();
	}

	test('is one chat, also for what came before the number was known', async () => {
		const fault = hideNumbers();
		expect((await receive('by LID')).chat).toMatchObject({ id: ben.lid, phoneNumber: null });
		fault.remove();
		expect((await receive('by both')).chat.phoneNumber).toBe(ben.phoneNumber);
		expect(await textsIn(ben.phoneNumber)).toEqual(['by LID', 'by both']);
	});

	test('is known by the number after a restart, when only the LID comes', async () => {
		await receive('by both');
		await world.restart();
		await world.waitForState('sales', 'connected');
		hideNumbers();
		expect((await receive('by LID')).chat).toMatchObject({
			phoneNumber: ben.phoneNumber,
			lid: ben.lid,
		});
	});

	test('gets what is sent to the LID in the chat of the number', async () => {
		await receive('hello');
		const { chat } = await world.sendText('sales', ben.lid, 'hello yourself');
		expect(chat).toMatchObject({ phoneNumber: ben.phoneNumber, lid: ben.lid });
		expect(await textsIn(ben.lid)).toEqual(['hello', 'hello yourself']);
	});

	test('is known from the history of the phone, before the first message', async () => {
		await world.call('DELETE', '/v1/sessions/sales');
		await ben.sendText(anna, 'long ago');
		await anna.nextMessage();
		await world.linkedSession('support');
		hideNumbers();
		await ben.sendText(anna.lid, 'now');
		const { data } = await world.event(
			'message.received',
			({ sessionId }) => sessionId === 'support',
		);
		expect(data.message).toMatchObject({ text: 'now', chat: { phoneNumber: ben.phoneNumber } });
	});
});
