import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';

const send = (world: World, json: object) =>
	world.call<Message>('POST', '/v1/sessions/sales/messages', { json });
const cancel = (world: World, id: string) =>
	world.call<Message>('DELETE', `/v1/sessions/sales/messages/${id}`);
const status = (world: World, id: string) =>
	world.message('sales', id).then((message) => message.status);
const sentEvent = (world: World, id: string) =>
	world.event(
		'message.status',
		({ data }) => data.messageId === id && ['sent', 'delivered', 'failed'].includes(data.status),
	);

describe('the outbox', () => {
	test('sends a burst to several people, each in its order, each once', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const people = await Promise.all(
			['+491700000011', '+491700000012', '+491700000013'].map((phoneNumber) =>
				world.sandbox.addPhone({ phoneNumber, name: phoneNumber }),
			),
		);
		const texts = Array.from({ length: 10 }, (_, index) => `text ${index}`);
		for (const text of texts) {
			for (const { phoneNumber } of people) await world.sendText('sales', phoneNumber, text);
		}
		for (const person of people) {
			const shown = [];
			for (const _ of texts) shown.push(await person.nextMessage());
			expect(shown.map(({ text }) => text)).toEqual(texts);
			expect(person.messages().every(({ copies }) => copies === 1)).toBe(true);
		}
	});

	test('has a scheduled message wait until it is due, and lets others pass it', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const sendAt = new Date(Date.now() + 2_000).toISOString();
		const { body } = await send(world, { to: ben.phoneNumber, text: 'later', sendAt });
		expect(body.waiting).toEqual({ code: 'scheduled', until: sendAt, position: 0 });
		await world.sendText('sales', ben.phoneNumber, 'now');
		expect((await ben.nextMessage()).text).toBe('now');
		expect((await ben.nextMessage()).text).toBe('later');
		await sentEvent(world, body.id);
		const { statusHistory } = await world.message('sales', body.id);
		const leftAt = statusHistory.find((step) => step.status === 'sending')?.at ?? '';
		expect(Date.parse(leftAt)).toBeGreaterThanOrEqual(Date.parse(sendAt));
	});

	test('sends a scheduled message after a restart', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const sendAt = new Date(Date.now() + 1_500).toISOString();
		await send(world, { to: ben.phoneNumber, text: 'later', sendAt });
		await world.restart();
		expect((await ben.nextMessage()).text).toBe('later');
	});

	test('ends a message whose time to live is over while the session is stopped', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { body } = await send(world, { to: ben.phoneNumber, text: 'code 1234', ttl: 1 });
		await sentEvent(world, body.id);
		const { status: end, error } = await world.message('sales', body.id);
		expect([end, error?.code]).toEqual(['failed', 'MESSAGE_EXPIRED']);
		await world.call('POST', '/v1/sessions/sales/start');
		await world.waitForState('sales', 'connected');
		await world.sendText('sales', ben.phoneNumber, 'next');
		expect((await ben.nextMessage()).text).toBe('next');
	});

	test('lets a message be cancelled while it waits, and it is never sent', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { id } = await world.sendText('sales', ben.phoneNumber, 'never');
		const answer = await cancel(world, id);
		expect([answer.status, answer.body.status]).toEqual([200, 'cancelled']);
		await world.call('POST', '/v1/sessions/sales/start');
		await world.waitForState('sales', 'connected');
		await world.sendText('sales', ben.phoneNumber, 'next');
		expect((await ben.nextMessage()).text).toBe('next');
		expect(await status(world, id)).toBe('cancelled');
	});

	test('tells once that a message waits for the connection', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const { id } = await world.sendText('sales', ben.phoneNumber, 'Hi');
		const { data } = await world.event('message.waiting');
		expect([data.messageId, data.waiting.code]).toEqual([id, 'session-not-connected']);
	});

	test('refuses what may not wait while the session is not connected, and stores nothing', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await world.call('POST', '/v1/sessions/sales/stop');
		const answer = await world.refusal('POST', '/v1/sessions/sales/messages', {
			json: { to: ben.phoneNumber, text: 'now or never', queue: false },
		});
		expect([answer.status, answer.body.code]).toEqual([503, 'WHATSAPP_NOT_READY']);
		const { body } = await world.call<{ data: Message[] }>('GET', '/v1/sessions/sales/messages');
		expect(body.data).toEqual([]);
	});
});
