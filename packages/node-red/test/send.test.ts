import type { Phone } from '@waypost/sandbox';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NodeRedWorld } from './node-red-world.ts';
import { COMPLETE, COMPLETED, OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
let anna: Phone;
let ben: Phone;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	anna = await world.waypost.anna();
	ben = await world.waypost.ben();
	await world.waypost.linkedSession('sales', anna);
});
afterEach(() => world[Symbol.asyncDispose]());

/** Starts a flow of one send node and waits until it is ready. */
async function loadSend(changes: object = {}): Promise<void> {
	await world.load(world.config(), sendNode(changes), OUT, COMPLETE, COMPLETED);
	await world.shows('send', `green dot ${anna.phoneNumber}`);
}

test('a text reaches the phone, and the message goes on as it was, with msg.waypost', async () => {
	await loadSend();

	const msg = await world.exchange('send', {
		payload: 'Hello',
		to: ben.phoneNumber,
		topic: 'kept',
	});

	expect(msg).toMatchObject({
		payload: 'Hello',
		topic: 'kept',
		waypost: {
			id: expect.any(String),
			sessionId: 'sales',
			status: expect.stringMatching(/^(sent|delivered)$/),
			to: ben.phoneNumber,
			kind: 'text',
		},
	});
	expect(ben.messages().at(-1)).toMatchObject({ text: 'Hello', from: anna.phoneNumber });
	await world.shows('send', 'green dot sent');
});

test('the Complete node hears of it', async () => {
	await loadSend();
	const msg = await world.exchange('send', { payload: 'Hello', to: ben.phoneNumber }, 'completed');
	expect(msg).toMatchObject({ waypost: { to: ben.phoneNumber } });
});

test('a number, bytes and a number as recipient are taken as texts', async () => {
	await loadSend();
	const to = Number(ben.phoneNumber.slice(1));
	await world.exchange('send', { payload: 21.5, to });
	await world.exchange('send', { payload: Buffer.from('Door open'), to });
	expect(ben.messages().map(({ text }) => text)).toEqual(['21.5', 'Door open']);
});

test.each([
	['a list', (numbers: string[]) => numbers],
	['one text with commas', (numbers: string[]) => numbers.join(', ')],
])('three recipients in %s get three messages, and three go on, in order', async (_name, given) => {
	const clara = await world.waypost.sandbox.addPhone({
		phoneNumber: '+491700000003',
		name: 'Clara',
	});
	const dora = await world.waypost.sandbox.addPhone({ phoneNumber: '+491700000004', name: 'Dora' });
	const phones = [ben, clara, dora];
	const numbers = phones.map(({ phoneNumber }) => phoneNumber);
	await loadSend();
	const out = world.nextMessages('out', 3);

	world.receive('send', { payload: 'Dinner at eight', to: given(numbers) });

	expect((await out).map(({ waypost }) => (waypost as { to: string }).to)).toEqual(numbers);
	for (const phone of phones) {
		expect(phone.messages().map(({ text }) => text)).toEqual(['Dinner at eight']);
	}
});

test('messages to one chat arrive in the order in which they came', async () => {
	await loadSend();
	const out = world.nextMessages('out', 5);
	const texts = ['1', '2', '3', '4', '5'];
	for (const payload of texts) world.receive('send', { payload, to: ben.phoneNumber });
	await out;
	expect(ben.messages().map(({ text }) => text)).toEqual(texts);
});

describe('kinds', () => {
	const str = (fields: Record<string, string>) =>
		Object.fromEntries(
			Object.entries(fields).flatMap(([name, value]) => [
				[name, value],
				[`${name}Type`, 'str'],
			]),
		);

	test('a location', async () => {
		await loadSend({
			kind: 'location',
			...str({ latitude: '52.5163', longitude: '13.3777', placeName: 'Gate', address: 'Berlin' }),
		});
		await world.exchange('send', { to: ben.phoneNumber });
		expect(ben.messages()[0]).toMatchObject({
			kind: 'location',
			location: { latitude: 52.5163, longitude: 13.3777, name: 'Gate', address: 'Berlin' },
		});
	});

	test('a contact card', async () => {
		const fields = { contactName: 'Clara', contactPhoneNumber: '+49 170 0000003' };
		await loadSend({ kind: 'contact', ...str(fields) });
		await world.exchange('send', { to: ben.phoneNumber });
		expect(ben.messages()[0]).toMatchObject({ kind: 'contact', contacts: [{ name: 'Clara' }] });
	});

	test('a poll', async () => {
		const fields = { question: 'Lunch?', options: 'Pizza; Soup' };
		await loadSend({ kind: 'poll', multiple: true, ...str(fields) });
		await world.exchange('send', { to: ben.phoneNumber });
		expect(ben.messages()[0]).toMatchObject({
			kind: 'poll',
			poll: { question: 'Lunch?', options: ['Pizza', 'Soup'] },
		});
	});

	test('a reaction to the message that just came, without a recipient', async () => {
		await loadSend({
			kind: 'reaction',
			messageId: 'waypost.id',
			messageIdType: 'msg',
			...str({ emoji: '👍' }),
		});
		await ben.sendText(anna.phoneNumber, 'Well done');
		const { data } = await world.waypost.event('message.received');
		const msg = await world.exchange('send', { waypost: { id: data.message.id } });
		expect(msg).toMatchObject({ waypost: { kind: 'reaction', reaction: '👍' } });
		expect(ben.messages().at(-1)).toMatchObject({ kind: 'reaction', text: '👍' });
	});

	test.each([
		[
			'msg.kind',
			{ kind: 'poll', poll: { question: 'Lunch?', options: ['Pizza', 'Soup'] } },
			'poll',
		],
		['what is there', { location: { latitude: 52.5, longitude: 13.4, name: 'X' } }, 'location'],
		['nothing', { payload: 'Hello' }, 'text'],
	])('by the message: %s', async (_name, content, kind) => {
		await loadSend({ kind: 'msg' });
		await world.exchange('send', { ...content, to: ben.phoneNumber });
		expect(ben.messages()[0]).toMatchObject({ kind });
	});
});
