import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WAMessage } from '@whiskeysockets/baileys';
import { BASE } from './configurations.js';
import { ConformanceWorld } from './conformance-world.js';

/**
 * Baileys holds an own message back for about 100 ms. What is heard of it by then is told in the
 * message itself (`messages.upsert`), and only what comes later in `messages.update`.
 */
describe.each([0, 150] as const)('acks and receipts after %i ms', (delayMs) => {
	let world: ConformanceWorld;

	beforeAll(async () => {
		world = await ConformanceWorld.start({ ...BASE, delayMs });
	});
	afterAll(() => world.close());

	test('tell the writer that a text was delivered', async () => {
		const { anna, bob } = world;
		const sent = await anna.send(bob.jid, { text: 'delivered?' });
		expect(await anna.client.status(sent.key.id ?? '', 3)).toBe(3);
	});

	test('tell the writer that a text was refused, and why', async () => {
		const { anna, bob } = world;
		const { phoneNumber: number } = anna;
		const match = { tag: 'message', direction: 'in', number } as const;
		await world.sandbox.addFault({ match, action: 'ack-error', code: 463, times: 1 });
		const sent = await anna.send(bob.jid, { text: 'refused' });
		await anna.client.status(sent.key.id ?? '', 0);
		expect(anna.client.ackErrors.get(sent.key.id ?? '')).toBe('463');
	});

	test('tell the writer in a group who has it', async () => {
		const { anna, bob, carol } = world;
		const group = await world.group('Late receipts');
		const sent = await anna.send(group, { text: 'who has it?' });
		for (const reader of [bob, carol]) {
			expect(await anna.receipt(sent, world.member(reader), false)).toBe(true);
		}
	});
});

describe('acks and receipts that come a second later', () => {
	let world: ConformanceWorld;

	beforeAll(async () => {
		world = await ConformanceWorld.start(BASE);
		await world.sandbox.patch('/settings', { ackDelayMs: 1_000, receiptDelayMs: 1_000 });
	});
	afterAll(() => world.close());

	/** The event of its own in which the status came. */
	const updatedTo = (wanted: number, { key: { id } }: WAMessage) =>
		world.anna.client.events.first('messages.update', (updates) =>
			updates.find(({ key, update }) => key.id === id && Number(update.status) === wanted),
		);

	test('are told in events of their own', async () => {
		const { anna, bob } = world;
		const sent = await anna.send(bob.jid, { text: 'delivered later' });
		expect((await updatedTo(3, sent)).key.fromMe).toBe(true);
	});

	test('are told in events of their own when they refuse a message, too', async () => {
		const { anna, bob } = world;
		const match = { tag: 'message', direction: 'in', number: anna.phoneNumber } as const;
		await world.sandbox.addFault({ match, action: 'ack-error', code: 463, times: 1 });
		const sent = await anna.send(bob.jid, { text: 'refused later' });
		await updatedTo(0, sent);
		expect(anna.client.ackErrors.get(sent.key.id ?? '')).toBe('463');
	});
});
