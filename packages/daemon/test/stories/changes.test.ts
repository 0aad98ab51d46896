import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import sharp from 'sharp';
import { World } from '../world.js';

const BEN = '+491700000002';
const path = (id: string, query = '') => `/v1/sessions/sales/messages/${id}${query}`;
const send = (world: World, json: object, query = '?wait=delivered') =>
	world
		.call<Message>('POST', `/v1/sessions/sales/messages${query}`, { json })
		.then(({ body }) => body);
const edit = (world: World, id: string, text: string, headers: Record<string, string> = {}) =>
	world.call<Message>('PATCH', path(id, '?wait=delivered'), { json: { text }, headers });
const remove = (world: World, id: string) =>
	world.call<Message>('DELETE', path(id, '?wait=delivered'));

async function talkingWorld() {
	const world = await World.start();
	const { phone } = await world.linkedSession();
	const ben = await world.ben();
	return { world, anna: phone, ben, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

describe('an edit', () => {
	test('changes the text on the other phone and here, and is told once', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		const first = await send(world, { to: BEN, text: 'at noon' });
		const { status, body } = await edit(world, first.id, 'at one');
		expect([status, body]).toMatchObject([
			200,
			{ kind: 'edit', target: first.id, text: 'at one', status: 'delivered' },
		]);
		expect(ben.messages()).toMatchObject([
			{ id: first.whatsappId, text: 'at one', edited: true, copies: 1 },
		]);
		const { data } = await world.event('message.edited');
		expect(data).toMatchObject({
			message: { id: first.id, text: 'at one', status: 'delivered' },
			by: { phoneNumber: '+491700000001' },
		});
		const edited = await world.message('sales', first.id);
		expect([edited.text, edited.editedAt]).toEqual(['at one', data.message.editedAt]);
	});

	test('of a picture changes its caption and keeps the picture', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		const picture = await sharp({
			create: { width: 32, height: 32, channels: 3, background: '#0b6e4f' },
		})
			.jpeg()
			.toBuffer();
		const attachment = { data: picture.toString('base64'), caption: 'old' };
		const first = await send(world, { to: BEN, attachment });
		await edit(world, first.id, 'new');
		expect(ben.messages()).toMatchObject([
			{ kind: 'image', text: 'new', edited: true, attachment: { size: picture.length } },
		]);
	});

	test('can be made twice', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		const first = await send(world, { to: BEN, text: 'one' });
		await edit(world, first.id, 'two');
		await edit(world, first.id, 'three');
		expect(ben.messages()).toMatchObject([{ text: 'three', edited: true }]);
	});

	test('of a message that still waits arrives after it', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		await world.call('POST', '/v1/sessions/sales/stop');
		const first = await world.sendText('sales', BEN, 'one');
		const { data } = { data: await world.client.messages.edit('sales', first.id, 'two') };
		await world.call('POST', '/v1/sessions/sales/start');
		await world.event(
			'message.status',
			(event) => event.data.messageId === data.id && event.data.status === 'delivered',
		);
		expect(ben.messages()).toMatchObject([{ text: 'two', edited: true, copies: 1 }]);
	});

	test('that WhatsApp refuses changes nothing here', async () => {
		await using talk = await talkingWorld();
		const { world } = talk;
		const first = await send(world, { to: BEN, text: 'one' });
		world.sandbox.faults.add({
			...{ match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 },
		});
		const { body } = await edit(world, first.id, 'two');
		expect(body).toMatchObject({ status: 'failed', error: { code: 'MESSAGE_REJECTED' } });
		expect(await world.message('sales', first.id)).toMatchObject({ text: 'one', editedAt: null });
	});

	test('of a message that failed in the meantime fails, and says why', async () => {
		await using talk = await talkingWorld();
		const { world } = talk;
		await world.call('POST', '/v1/sessions/sales/stop');
		const first = await world.sendText('sales', BEN, 'one');
		const second = await world.client.messages.edit('sales', first.id, 'two');
		world.sandbox.faults.add({
			...{ match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 },
		});
		await world.call('POST', '/v1/sessions/sales/start');
		const { data } = await world.event(
			'message.status',
			(event) => event.data.messageId === second.id,
		);
		expect(data).toMatchObject({ status: 'failed', error: { code: 'MESSAGE_NOT_EDITABLE' } });
	});

	test('with one idempotency key is made once', async () => {
		await using talk = await talkingWorld();
		const { world } = talk;
		const first = await send(world, { to: BEN, text: 'one' });
		const key = { 'Idempotency-Key': 'edit-1' };
		const one = await edit(world, first.id, 'two', key);
		const again = await edit(world, first.id, 'two', key);
		expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([
			...[one.body.id, 'true'],
		]);
		const other = await world.refusal('PATCH', path(first.id), {
			...{ json: { text: 'three' }, headers: key },
		});
		expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
	});

	test('of what somebody else wrote, or of what is not there, is refused', async () => {
		await using talk = await talkingWorld();
		const { world, anna, ben } = talk;
		await ben.sendText(anna, 'mine');
		const { data } = await world.event('message.received');
		for (const [id, status, code] of [
			[data.message.id, 409, 'MESSAGE_NOT_EDITABLE'],
			['nope', 404, 'MESSAGE_NOT_FOUND'],
		] as const) {
			const answer = await world.refusal('PATCH', path(id), { json: { text: 'yours' } });
			expect([answer.status, answer.body.code]).toEqual([status, code]);
		}
		expect((await world.client.messages.list('sales', { direction: 'out' })).data).toEqual([]);
	});
});

describe('a delete', () => {
	test('empties the message on the other phone and here, and is told once', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		const first = await send(world, { to: BEN, text: 'oops' });
		const { status, body } = await remove(world, first.id);
		expect([status, body]).toMatchObject([200, { kind: 'delete', target: first.id, text: null }]);
		expect(ben.messages()).toMatchObject([{ id: first.whatsappId, text: null, deleted: true }]);
		const { data } = await world.event('message.deleted');
		expect(data).toMatchObject({ messageId: first.id, whatsappId: first.whatsappId });
		const deleted = await world.message('sales', first.id);
		expect(deleted).toMatchObject({ text: null, attachment: null, status: 'delivered' });
		expect(deleted.deletedAt).not.toBeNull();
	});

	test('leaves nothing to answer or to react to', async () => {
		await using talk = await talkingWorld();
		const { world } = talk;
		const first = await send(world, { to: BEN, text: 'oops' });
		await remove(world, first.id);
		for (const [json, field] of [
			[{ to: BEN, text: 'a', replyTo: first.id }, '/replyTo'],
			[{ reaction: { messageId: first.id, emoji: '👍' } }, '/reaction/messageId'],
		] as const) {
			const { status, body } = await world.refusal('POST', '/v1/sessions/sales/messages', { json });
			expect([status, body.errors[0]?.path]).toEqual([400, field]);
		}
	});

	test('of a message that still waits cancels it, and nobody sees it', async () => {
		await using talk = await talkingWorld();
		const { world, ben } = talk;
		await world.call('POST', '/v1/sessions/sales/stop');
		const first = await world.sendText('sales', BEN, 'oops');
		const { status, body } = await remove(world, first.id);
		expect([status, body]).toMatchObject([200, { id: first.id, status: 'cancelled' }]);
		const again = await remove(world, first.id);
		expect([again.status, again.body.status]).toEqual([200, 'cancelled']);
		await world.call('POST', '/v1/sessions/sales/start');
		await send(world, { to: BEN, text: 'after' });
		expect(ben.messages().map(({ text }) => text)).toEqual(['after']);
	});

	test.each<[string, (world: World) => Promise<string>]>([
		[
			'of what somebody else wrote',
			async (world) => {
				await (await world.ben()).sendText(await world.anna(), 'mine');
				return (await world.event('message.received')).data.message.id;
			},
		],
		[
			'of what is deleted already',
			async (world) => {
				const { id } = await send(world, { to: BEN, text: 'oops' });
				await remove(world, id);
				return id;
			},
		],
		[
			'of what failed',
			async (world) => {
				world.sandbox.faults.add({
					...{ match: { tag: 'message' }, action: 'ack-error', code: 499, times: 1 },
				});
				return (await send(world, { to: BEN, text: 'oops' })).id;
			},
		],
	])('%s is refused', async (_what, prepare) => {
		await using talk = await talkingWorld();
		const id = await prepare(talk.world);
		const { status, body } = await talk.world.refusal('DELETE', path(id));
		expect([status, body.code]).toEqual([409, 'MESSAGE_NOT_DELETABLE']);
	});

	test('of what is not there is refused', async () => {
		await using talk = await talkingWorld();
		const { status, body } = await talk.world.refusal('DELETE', path('nope'));
		expect([status, body.code]).toEqual([404, 'MESSAGE_NOT_FOUND']);
	});
});
