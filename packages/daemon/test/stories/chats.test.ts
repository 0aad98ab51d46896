import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import type { RenderedStanza } from '@waypost/sandbox';
import { World } from '../world.js';

const BEN = '+491700000002';
const chatPath = (what: 'read' | 'typing', chat = BEN) =>
	`/v1/sessions/sales/chats/${encodeURIComponent(chat)}/${what}`;

async function talkingWorld() {
	const world = await World.start();
	const { phone } = await world.linkedSession();
	const ben = await world.ben();
	return { world, anna: phone, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** What the session has sent to WhatsApp until now: an answered question comes after all of it. */
async function sentBy(world: World): Promise<RenderedStanza[]> {
	await world.client.numbers.check('sales', [BEN]);
	return world.sandbox
		.stanzas()
		.filter(({ direction }) => direction === 'in')
		.map(({ stanza }) => stanza);
}

/** What was shown beside a chat: `composing`, `recording` (as audio), `paused`. */
const typingOf = (stanzas: RenderedStanza[]) =>
	stanzas
		.filter(({ tag }) => tag === 'chatstate')
		.flatMap(({ content }) => (Array.isArray(content) ? content : []))
		.map(({ tag, attrs }) => (attrs['media'] === 'audio' ? 'recording' : tag));

describe('a chat', () => {
	test('is read: its messages are marked on the phone of who wrote them, once', async () => {
		await using talk = await talkingWorld();
		const { world, anna, ben } = talk;
		for (const text of ['one', 'two']) await ben.sendText(anna, text);
		await world.event('message.received', ({ data }) => data.message.text === 'two');
		const { data } = await world.client.messages.list('sales', { direction: 'in' });
		const read = await world.client.chats.markRead('sales', BEN);
		expect([...read].sort()).toEqual(data.map(({ id }) => id).sort());
		await sentBy(world);
		expect(ben.messages({ direction: 'out' }).map((message) => message.read)).toEqual([
			...[true, true],
		]);
		expect(await world.client.chats.markRead('sales', BEN)).toEqual([]);
	});

	test('is read message by message, also by its id', async () => {
		await using talk = await talkingWorld();
		const { world, anna, ben } = talk;
		for (const text of ['one', 'two']) await ben.sendText(anna, text);
		const { data } = await world.event(
			'message.received',
			(event) => event.data.message.text === 'two',
		);
		const { id, chat } = data.message;
		expect(await world.client.chats.markRead('sales', chat.id, { messageIds: [id] })).toEqual([id]);
		await sentBy(world);
		expect(ben.messages({ direction: 'out' }).map((message) => message.read)).toEqual([
			...[false, true],
		]);
	});

	test('of a group is read: each of its writers is told', async () => {
		await using talk = await talkingWorld();
		const { world, anna, ben } = talk;
		const clara = await world.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Clara' });
		const { id } = await world.sandbox.createGroup({
			...{ subject: 'Lunch', members: [anna, ben, clara] },
		});
		for (const phone of [ben, clara]) await phone.sendText(id, phone.name);
		await world.event('message.received', ({ data }) => data.message.text === 'Clara');
		expect(await world.client.chats.markRead('sales', id)).toHaveLength(2);
		await sentBy(world);
		const written = [ben, clara].flatMap((phone) => phone.messages({ direction: 'out' }));
		expect(written.map(({ read }) => read)).toEqual([true, true]);
	});

	test('of somebody else cannot be read by the id of a message, nor by one of our own', async () => {
		await using talk = await talkingWorld();
		const { world, anna, ben } = talk;
		await ben.sendText(anna, 'hi');
		const { data } = await world.event('message.received');
		const own = await world.sendText('sales', BEN, 'hello');
		for (const [chat, messageId, status] of [
			['+491700000003', data.message.id, 400],
			[BEN, own.id, 400],
			[BEN, 'nope', 404],
		] as const) {
			const answer = await world.refusal('POST', chatPath('read', chat), {
				json: { messageIds: [messageId] },
			});
			expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, '/messageIds/0']);
		}
	});

	test('shows that somebody types or records, and that it ended', async () => {
		await using talk = await talkingWorld();
		for (const state of ['typing', 'recording', 'paused']) {
			const { status } = await talk.world.call('POST', chatPath('typing'), { json: { state } });
			expect(status).toBe(204);
		}
		expect(typingOf(await sentBy(talk.world))).toEqual(['composing', 'recording', 'paused']);
	});

	test('is neither read nor typed in while the session is not connected', async () => {
		await using talk = await talkingWorld();
		await talk.world.call('POST', '/v1/sessions/sales/stop');
		for (const what of ['read', 'typing'] as const) {
			const { status, headers, body } = await talk.world.refusal('POST', chatPath(what), {
				json: {},
			});
			expect([status, body.code]).toEqual([503, 'WHATSAPP_NOT_READY']);
			expect(headers.get('retry-after')).toBe('5');
		}
	});

	test('that is none is refused', async () => {
		await using talk = await talkingWorld();
		const { status, body } = await talk.world.refusal('POST', chatPath('typing', 'Ben'), {
			json: {},
		});
		expect([status, body.code]).toEqual([422, 'INVALID_NUMBER']);
	});
});

describe('a message with typing', () => {
	test('arrives after typing was shown and ended', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		const { body } = await world.call<Message>(
			'POST',
			'/v1/sessions/sales/messages?wait=delivered',
			{ json: { to: BEN, text: 'Hi', typing: true } },
		);
		expect(body.status).toBe('delivered');
		expect(ben.messages()).toMatchObject([{ text: 'Hi', copies: 1 }]);
		const stanzas = await sentBy(world);
		expect(typingOf(stanzas)).toEqual(['composing', 'paused']);
		const order = stanzas.map(({ tag }) => tag);
		expect(order.lastIndexOf('chatstate')).toBeLessThan(order.indexOf('message'));
	});
});

test('reading, typing and sending never make the account look online: its phone keeps ringing', async () => {
	await using talk = await talkingWorld();
	const { world, anna, ben } = talk;
	await ben.sendText(anna, 'hi');
	await world.event('message.received');
	await world.client.chats.markRead('sales', BEN);
	await world.client.chats.showTyping('sales', BEN);
	await world.client.messages.sendText('sales', BEN, 'Hi', { wait: 'delivered', typing: true });
	const presences = (await sentBy(world)).filter(({ tag }) => tag === 'presence');
	expect(presences.filter(({ attrs }) => attrs['type'] === 'available')).toEqual([]);
});
