import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';

const ANNA = '+491700000001';
const BEN = '+491700000002';
const CLARA = '+491700000003';

const send = (world: World, json: object, query = '') =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${query}`, { json });
const refuse = (world: World, json: object) =>
	world.refusal('POST', '/v1/sessions/sales/messages', { json });

async function talkingWorld() {
	const world = await World.start();
	const { phone } = await world.linkedSession();
	const ben = await world.ben();
	return { world, anna: phone, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('everything people send is displayed as it was meant', () => {
	test('a place on the map', async () => {
		await using talk = await talkingWorld();
		const location = {
			latitude: 52.5163,
			longitude: 13.3777,
			name: 'Tor',
			address: 'Pariser Platz',
		};
		const { status, body } = await send(talk.world, { to: BEN, location });
		expect([status, body.kind, body.location]).toEqual([202, 'location', location]);
		expect(await talk.ben.nextMessage()).toMatchObject({ kind: 'location', location, copies: 1 });
	});

	test('a contact card, whose number can be written to', async () => {
		await using talk = await talkingWorld();
		const contact = { name: 'Clara; the "baker",\nTEL:+1', phoneNumber: '+49 170 0000003' };
		const { body } = await send(talk.world, { to: BEN, contact });
		expect(body.contacts).toMatchObject([{ name: contact.name, phoneNumber: CLARA }]);
		const { contacts } = await talk.ben.nextMessage();
		expect(contacts).toEqual([{ name: contact.name, vcard: body.contacts[0]?.vcard }]);
		expect(contacts[0]?.vcard.match(/^TEL/gm)).toHaveLength(1);
		expect(contacts[0]?.vcard).toContain('waid=491700000003:+491700000003');
	});

	test.each([
		['of which one may be chosen', false],
		['of which several may be chosen', true],
	])('a poll %s', async (_how, multiple) => {
		await using talk = await talkingWorld();
		const poll = { question: 'Lunch?', options: ['Pizza', 'Soup', 'Bread'], multiple };
		const { body } = await send(talk.world, { to: BEN, poll });
		expect(body).toMatchObject({ kind: 'poll', poll });
		expect(await talk.ben.nextMessage()).toMatchObject({ kind: 'poll', poll });
	});

	test('a text that names somebody', async () => {
		await using talk = await talkingWorld();
		await talk.world.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
		const text = 'Ask @491700000003 about it';
		const { body } = await send(talk.world, { to: BEN, text, mentions: ['0049 170 0000003'] });
		expect(body.mentions).toMatchObject([{ phoneNumber: CLARA }]);
		expect((await talk.ben.nextMessage()).mentions).toEqual([CLARA]);
	});

	test('an answer to a message that came in', async () => {
		await using talk = await talkingWorld();
		const { id } = await talk.ben.sendText(talk.anna, 'Is it open?');
		const received = await talk.world.event('message.received');
		const replyTo = received.data.message.id;
		const { body } = await send(talk.world, { to: BEN, text: 'Yes!', replyTo });
		expect(body.replyTo).toBe(replyTo);
		expect(await talk.ben.nextMessage()).toMatchObject({
			text: 'Yes!',
			replyTo: id,
			quoted: { from: BEN, chat: null, text: 'Is it open?' },
		});
	});

	test('an answer to a message that we sent, accepted right after it', async () => {
		await using talk = await talkingWorld();
		await talk.world.call('POST', '/v1/sessions/sales/stop');
		const first = await talk.world.sendText('sales', BEN, 'one');
		await send(talk.world, { to: BEN, text: 'two', replyTo: first.id });
		await talk.world.call('POST', '/v1/sessions/sales/start');
		await talk.ben.nextMessage();
		expect(await talk.ben.nextMessage()).toMatchObject({
			text: 'two',
			replyTo: first.whatsappId,
			quoted: { from: ANNA, text: 'one' },
		});
	});

	test('an answer in one chat to a message of another', async () => {
		await using talk = await talkingWorld();
		const clara = await talk.world.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
		await talk.ben.sendText(talk.anna, 'My offer: 100');
		const received = await talk.world.event('message.received');
		const replyTo = received.data.message.id;
		await send(talk.world, { to: CLARA, text: 'What do you think?', replyTo });
		expect((await clara.nextMessage()).quoted).toEqual({
			...{ from: BEN, chat: BEN, text: 'My offer: 100' },
		});
	});

	test('a file of a form, whose caption names somebody in an answer', async () => {
		await using talk = await talkingWorld();
		const { id } = await talk.ben.sendText(talk.anna, 'The offer?');
		const received = await talk.world.event('message.received');
		const form = new FormData();
		const fields = { to: BEN, caption: 'For @491700000002', replyTo: received.data.message.id };
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		form.set('mentions', JSON.stringify([BEN]));
		form.set('ttl', '60');
		form.set('file', new Blob(['%PDF-1.7\n%%EOF\n']), 'offer.pdf');
		const { status, body } = await talk.world.call<Message>('POST', '/v1/sessions/sales/messages', {
			form,
		});
		expect([status, body.mentions[0]?.phoneNumber]).toEqual([202, BEN]);
		expect(body.expiresAt).not.toBeNull();
		expect(await talk.ben.nextMessage()).toMatchObject({
			...{ kind: 'document', text: 'For @491700000002', mentions: [BEN], replyTo: id },
		});
	});

	test('a reaction, and taking it back', async () => {
		await using talk = await talkingWorld();
		const { id } = await talk.ben.sendText(talk.anna, 'We won');
		const received = await talk.world.event('message.received');
		const messageId = received.data.message.id;
		for (const emoji of ['🎉', '']) {
			const { body } = await send(
				talk.world,
				{ reaction: { messageId, emoji } },
				'?wait=delivered',
			);
			expect(body).toMatchObject({ kind: 'reaction', reaction: emoji, target: messageId });
			expect(body.chat.phoneNumber).toBe(BEN);
			expect(await talk.ben.nextMessage()).toMatchObject({ kind: 'reaction', replyTo: id });
		}
	});

	test('a place to a person known by the LID alone reaches the one chat', async () => {
		await using talk = await talkingWorld();
		await talk.ben.sendText(talk.anna, 'hi');
		await talk.world.event('message.received');
		const { body } = await send(talk.world, { to: talk.ben.lid, text: 'by LID' });
		expect(body.chat).toMatchObject({ phoneNumber: BEN, lid: talk.ben.lid });
		expect((await talk.ben.nextMessage()).text).toBe('by LID');
	});
});

describe('what cannot be sent is refused with the field, and leaves nothing', () => {
	let talk: Awaited<ReturnType<typeof talkingWorld>>;
	beforeAll(async () => {
		talk = await talkingWorld();
	});
	afterAll(() => talk[Symbol.asyncDispose]());

	test.each<[string, object, number, string, string | undefined]>([
		['an answer to nothing', { text: 'a', replyTo: 'nope' }, 404, 'MESSAGE_NOT_FOUND', '/replyTo'],
		[
			'a reaction to nothing',
			{ to: undefined, reaction: { messageId: 'nope', emoji: '👍' } },
			...([404, 'MESSAGE_NOT_FOUND', '/reaction/messageId'] as const),
		],
		[
			'a card without a country code',
			{ contact: { name: 'Clara', phoneNumber: '0170 0000003' } },
			...([422, 'INVALID_NUMBER', '/contact/phoneNumber'] as const),
		],
		[
			'a mention of nobody',
			{ text: 'a', mentions: [BEN, 'Ben'] },
			...([422, 'INVALID_NUMBER', '/mentions/1'] as const),
		],
		[
			'a mention of a group',
			{ text: 'a', mentions: ['123456789@g.us'] },
			...([400, 'INVALID_REQUEST', '/mentions/0'] as const),
		],
		[
			'a time that is too far away',
			{ text: 'a', sendAt: '2999-01-01T00:00:00Z' },
			...([400, 'INVALID_REQUEST', '/sendAt'] as const),
		],
		[
			'a poll with one option twice',
			{ poll: { question: 'a', options: ['b', 'b'] } },
			...([400, 'INVALID_REQUEST', '/poll/options'] as const),
		],
		[
			'a place that is not on earth',
			{ location: { latitude: 91, longitude: 0 } },
			...([400, 'INVALID_REQUEST', '/location/latitude'] as const),
		],
		['nobody to send to', { to: undefined, text: 'a' }, 400, 'INVALID_REQUEST', '/to'],
		[
			'a place in words that are not Unicode',
			{ location: { latitude: 0, longitude: 0, name: 'half \ud800' } },
			...([400, 'INVALID_REQUEST', '/location/name'] as const),
		],
	])('%s', async (_what, json, status, code, path) => {
		const answer = await refuse(talk.world, { to: BEN, ...json });
		expect([answer.status, answer.body.code, answer.body.errors[0]?.path]).toEqual([
			...[status, code, path],
		]);
		const list = await talk.world.client.messages.list('sales');
		expect(list.data).toEqual([]);
	});
});

describe('what a message speaks of must fit', () => {
	test('nothing can be about a message that is sent later, or waits in another chat', async () => {
		await using talk = await talkingWorld();
		const { world } = talk;
		await world.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
		await world.call('POST', '/v1/sessions/sales/stop');
		const sendAt = new Date(Date.now() + 3_600_000).toISOString();
		const later = (await send(world, { to: BEN, text: 'later', sendAt })).body.id;
		const waiting = (await send(world, { to: BEN, text: 'waiting' })).body.id;
		for (const [json, path] of [
			[{ to: BEN, text: 'a', replyTo: later }, '/replyTo'],
			[{ to: CLARA, text: 'a', replyTo: waiting }, '/replyTo'],
			[{ reaction: { messageId: later, emoji: '👍' } }, '/reaction/messageId'],
		] as const) {
			const { status, body } = await refuse(world, json);
			expect([status, body.errors[0]?.path]).toEqual([400, path]);
		}
		const edit = await world.refusal('PATCH', `/v1/sessions/sales/messages/${later}`, {
			json: { text: 'b' },
		});
		expect([edit.status, edit.body.code]).toEqual([409, 'MESSAGE_NOT_EDITABLE']);
	});

	test('a reaction sent to another chat than that of the message', async () => {
		await using talk = await talkingWorld();
		await talk.ben.sendText(talk.anna, 'hi');
		const received = await talk.world.event('message.received');
		const reaction = { messageId: received.data.message.id, emoji: '👍' };
		const { status, body } = await refuse(talk.world, { to: CLARA, reaction });
		expect([status, body.errors[0]?.path]).toEqual([400, '/to']);
	});

	test('an answer to a message that failed', async () => {
		await using talk = await talkingWorld();
		talk.world.sandbox.faults.add({
			...{ match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 },
		});
		const failed = await send(talk.world, { to: BEN, text: 'one' }, '?wait=sent');
		expect(failed.body.status).toBe('failed');
		const { status, body } = await refuse(talk.world, {
			...{ to: BEN, text: 'two', replyTo: failed.body.id },
		});
		expect([status, body.errors[0]?.path]).toEqual([400, '/replyTo']);
	});
});

describe('in a group', () => {
	async function groupWorld(mode: 'lid' | 'pn') {
		const talk = await talkingWorld();
		const clara = await talk.world.sandbox.addPhone({ phoneNumber: CLARA, name: 'Clara' });
		const group = await talk.world.sandbox.createGroup({
			...{ subject: 'Lunch', members: [talk.anna, talk.ben, clara], owner: talk.anna, mode },
		});
		return { ...talk, clara, group };
	}

	test.each(['lid', 'pn'] as const)(
		'a text that names a member, its answer, its edit and its delete reach everybody (%s)',
		async (mode) => {
			await using talk = await groupWorld(mode);
			const { world, group, ben, clara } = talk;
			const text = 'Lunch, @491700000002?';
			const { body } = await send(world, { to: group.id, text, mentions: [BEN] }, '?wait=sent');
			for (const phone of [ben, clara]) {
				expect(await phone.nextMessage()).toMatchObject({ id: body.whatsappId, mentions: [BEN] });
			}
			await ben.sendText(group.id, 'Yes', { replyTo: body.whatsappId });
			const received = await world.event('message.received');
			expect(received.data.message).toMatchObject({ replyTo: body.id, chat: { kind: 'group' } });
			await send(world, { to: group.id, text: 'Good', replyTo: received.data.message.id });
			await clara.nextMessage();
			expect(await clara.nextMessage()).toMatchObject({
				text: 'Good',
				quoted: { from: BEN, text: 'Yes' },
			});
			await world.client.messages.edit('sales', body.id, 'Dinner?', { wait: 'delivered' });
			await world.client.messages.delete('sales', received.data.message.id, { wait: 'delivered' });
			expect(clara.messages().map((shown) => [shown.text, shown.deleted])).toEqual([
				['Dinner?', false],
				[null, true],
				['Good', false],
			]);
		},
	);
});
