import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { INodeParameters } from 'n8n-workflow';
import { searchList } from './editor-calls.ts';
import { N8nWorld } from './n8n-world.ts';
import { session, toChat, toGroup, toNumber } from './parameters.ts';

const CLARA = '+491700000003';

let world: N8nWorld;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
	await world.waypost.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
});
afterAll(() => world[Symbol.asyncDispose]());

const send = (parameters: INodeParameters, json: object[] = [{}]) =>
	world.engine.run(
		'sendMessage',
		{ ...session('sales'), ...toNumber(ben.phoneNumber), ...parameters },
		{ items: json.map((each) => ({ json: { ...each } })) },
	);

describe('Send Text', () => {
	test('is what the node does when nothing else is chosen', async () => {
		const { json, error } = await send({ text: 'Hello' });
		expect(error).toBeUndefined();
		expect((await ben.nextMessage()).text).toBe('Hello');
		expect(json).toEqual([
			{
				id: expect.any(String),
				sessionId: 'sales',
				direction: 'out',
				chatId: expect.stringContaining('@'),
				isGroup: false,
				to: ben.phoneNumber,
				kind: 'text',
				text: 'Hello',
				status: expect.stringMatching(/^(sent|delivered)$/),
				at: expect.any(String),
			},
		]);
	});

	test('takes recipient and text from expressions, once per item', async () => {
		const { items } = await send(
			{ ...toNumber('={{ $json.phone }}'), text: '=Order {{ $json.order }}' },
			[
				{ phone: '0049 (170) 0000002', order: 1 },
				{ phone: 491700000002, order: 2 },
			],
		);
		expect(items.map(({ json, pairedItem }) => [json['text'], pairedItem])).toEqual([
			['Order 1', { item: 0 }],
			['Order 2', { item: 1 }],
		]);
		expect((await ben.nextMessage()).text).toBe('Order 1');
		expect((await ben.nextMessage()).text).toBe('Order 2');
	});

	test('writes a number that an expression gives', async () => {
		await send({ text: '={{ 40 + 2 }}' });
		expect((await ben.nextMessage()).text).toBe('42');
	});

	test('answers in the chat that a message came from', async () => {
		const { json } = await send({ text: 'First' });
		await ben.nextMessage();
		await send({ ...toChat('={{ $json.chatId }}'), text: 'Second' }, [json[0]!]);
		expect((await ben.nextMessage()).text).toBe('Second');
	});

	test('gives everything Waypost knows when Simplify is off', async () => {
		const { json } = await send({ text: 'Raw', options: { simplify: false } });
		await ben.nextMessage();
		expect(json[0]).toMatchObject({
			chat: { kind: 'direct', phoneNumber: ben.phoneNumber },
			whatsappId: expect.any(String),
			statusHistory: expect.any(Array),
		});
	});
});

describe('a group', () => {
	test('is found in the list by a part of its name, and gets the message', async () => {
		const group = await world.waypost.sandbox.createGroup({
			subject: 'Choir practice',
			members: [await world.waypost.anna(), ben],
		});
		const { results } = await searchList(world.engine, {
			node: 'sendMessage',
			method: 'searchGroups',
			parameters: session('sales'),
			filter: 'choir',
		});
		expect(results).toEqual([{ name: 'Choir practice', value: group.id }]);
		const { json } = await send({ ...toGroup(group.id), text: 'Tonight at eight' });
		expect(json[0]).toMatchObject({ chatId: group.id, isGroup: true });
		expect(await ben.nextMessage()).toMatchObject({ chat: group.id, text: 'Tonight at eight' });
	});
});

test('the list of sessions shows each with its number', async () => {
	const { results } = await searchList(world.engine, {
		node: 'sendMessage',
		method: 'searchSessions',
	});
	expect(results).toEqual([{ name: 'sales: +491700000001', value: 'sales' }]);
});

describe('other kinds of messages', () => {
	test('Send Location shows a place on the map', async () => {
		const { json } = await send({
			operation: 'sendLocation',
			latitude: '={{ "52.5163" }}',
			longitude: 13.3777,
			placeName: 'Tor',
			address: 'Pariser Platz',
		});
		const location = {
			...{ latitude: 52.5163, longitude: 13.3777 },
			...{ name: 'Tor', address: 'Pariser Platz' },
		};
		expect(json[0]).toMatchObject({ kind: 'location', location });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'location', location });
	});

	test('Send Contact shows a card', async () => {
		const { json } = await send({
			operation: 'sendContact',
			contactName: 'Clara',
			contactPhoneNumber: '+49 170 0000003',
			contactOrganization: 'Baker & Sons',
			contactEmail: 'clara@example.com',
		});
		expect(json[0]).toMatchObject({ contacts: [{ name: 'Clara', phoneNumber: CLARA }] });
		const { contacts } = await ben.nextMessage();
		expect(contacts[0]?.vcard).toContain('clara@example.com');
	});

	test.each([
		['one answer per line', 'Pizza\n\nSoup \n'],
		['a list from an expression', '={{ ["Pizza", "Soup"] }}'],
	])('Send Poll takes %s', async (_what, answers) => {
		const { json } = await send({
			...{ operation: 'sendPoll', question: 'Lunch?', answers, allowSeveral: true },
		});
		const poll = { question: 'Lunch?', options: ['Pizza', 'Soup'], multiple: true };
		expect(json[0]).toMatchObject({ kind: 'poll', poll });
		expect(await ben.nextMessage()).toMatchObject({ kind: 'poll', poll });
	});
});
