import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutboxWorld } from './outbox-world.js';

let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
});
afterEach(() => world.close());

const LID = '900002@lid';

describe('an outbox', () => {
	test('sends one message of a chat after the other', async () => {
		world.accept('a');
		world.accept('b');
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['a']);
		await world.ack('a');
		expect(world.relayed).toEqual(['a', 'b']);
	});

	test('does not wait for the confirmation of one chat before it sends to another', async () => {
		for (const chat of ['ben', 'carl', 'dora']) world.accept(chat, { chat });
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['ben', 'carl', 'dora']);
	});

	test('has eight chats waiting for a confirmation at most', async () => {
		for (let chat = 0; chat < 10; chat++) world.accept(`m${chat}`, { chat: `chat${chat}` });
		world.connect();
		await world.settle();
		expect(world.relayed).toHaveLength(8);
		await world.ack('m3');
		expect(world.relayed).toHaveLength(9);
	});

	test('sends what is accepted while it is connected', async () => {
		world.connect();
		await world.settle();
		world.accept('a');
		await world.settle();
		expect(world.relayed).toEqual(['a']);
	});

	test('goes on when the store has failed for a while', async () => {
		world.accept('a');
		world.database.run('ALTER TABLE messages RENAME TO out_of_reach');
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual([]);
		world.database.run('ALTER TABLE out_of_reach RENAME TO messages');
		await world.pass(2_000);
		expect(world.relayed).toEqual(['a']);
	});

	test('lets the others pass a message that cannot even be tried', async () => {
		world.accept('broken', { chat: 'anna' });
		world.accept('fine');
		world.failToPrepare('broken');
		world.connect();
		await world.settle();
		await world.pass(2_000);
		expect(world.relayed).toEqual(['fine']);
	});

	test('moves a message along when its chat gets another id', async () => {
		const sendAt = world.clock.now() + 1_000;
		world.accept('a', { chat: 'ben@lid', sendAt });
		world.accept('b', { chat: 'ben', sendAt });
		world.connect();
		await world.settle();
		world.database.run(
			"UPDATE messages SET chat_id = 'ben', chat = replace(chat, 'ben@lid', 'ben')",
		);
		await world.pass(1_000);
		expect(world.relayed).toEqual(['a']);
	});

	test('keeps the order of a chat whose id changes while a message of it is in doubt', async () => {
		world.accept('a', { chat: LID, status: 'sending', attempts: 1, content: new Uint8Array([1]) });
		world.accept('b', { chat: LID });
		world.connect();
		await world.settle();
		await world.learn(LID, '+491700000002');
		world.outboxes.chatsMoved('sales');
		world.accept('c', { chat: '491700000002@s.whatsapp.net' });
		await world.settle();
		expect(world.relayed).toEqual([]);
		await world.pass(3_000);
		await world.ack('a');
		await world.ack('b');
		expect(world.relayed).toEqual(['a', 'b', 'c']);
	});

	test('takes a long outbox up without reading it again for each message', async () => {
		for (let n = 0; n < 5_000; n++) world.store.insert(world.textOf(`m${n}`, `chat${n % 500}`));
		world.connect();
		const startedAt = performance.now();
		for (let n = 0; n < 500; n++) {
			await world.settle();
			for (const whatsappId of world.connection.relayed.splice(0)) {
				world.outboxes.acked('sales', { whatsappId, at: world.clock.now(), error: null });
			}
		}
		// Far below what a scan of 5,000 rows per message would take.
		expect(performance.now() - startedAt).toBeLessThan(20_000);
		expect(world.store.countOutbox('sales').waiting).toBeLessThan(1_500);
	});
});

test('what waits is counted without reading the history of the session', () => {
	world.database.transaction(() => {
		for (let n = 0; n < 30_000; n++) {
			world.store.insert({ ...world.textOf(`m${n}`, `chat${n % 100}`), status: 'delivered' });
		}
	});
	world.accept('a');
	const last = world.message('a');
	const startedAt = performance.now();
	for (let n = 0; n < 200; n++) {
		world.store.countOutbox('sales');
		world.store.countBefore(last);
	}
	// Reading all of it takes some seconds.
	expect(performance.now() - startedAt).toBeLessThan(500);
});

describe('a message refused by WhatsApp', () => {
	test.each([
		[404, 'RECIPIENT_NOT_ON_WHATSAPP'],
		[463, 'ACCOUNT_RESTRICTED'],
		[499, 'MESSAGE_REJECTED'],
	])('with %d fails at once with %s and the number', async (number, code) => {
		world.accept('a');
		world.connect();
		await world.settle();
		await world.ack('a', number);
		await world.pass(60_000);
		expect(world.message('a').error).toMatchObject({ code, upstreamCode: number });
		expect(world.relayed).toEqual(['a']);
	});

	test.each([479, 421])(
		'with %d is sent once more with the same id, after asking WhatsApp anew',
		async (number) => {
			world.accept('a');
			const connection = world.connect();
			await world.settle();
			await world.ack('a', number);
			expect(connection.refreshed).toEqual(['wa-a']);
			await world.ack('a');
			expect(world.message('a').status).toBe('sent');
		},
	);

	test('with one refusal that comes twice is sent once more all the same', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		const refusal = { whatsappId: 'wa-a', at: world.clock.now(), error: 479 };
		world.outboxes.acked('sales', refusal);
		world.outboxes.acked('sales', refusal);
		await world.settle();
		await world.ack('a');
		expect(world.message('a').status).toBe('sent');
	});

	test('with 479 twice fails after two sends', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		await world.ack('a', 479);
		await world.ack('a', 479);
		expect(world.relayed).toEqual(['a', 'a']);
		expect(world.message('a').error).toMatchObject({ code: 'MESSAGE_REJECTED', upstreamCode: 479 });
	});
});

describe('a full outbox', () => {
	test('takes nothing more, and says so before anything is stored', () => {
		world.database.transaction(() => {
			for (let n = 0; n < 10_000; n++) world.store.insert(world.textOf(`m${n}`, 'ben'));
		});
		expect(() => world.outboxes.check(world.session, world.chatOf('ben'), true)).toThrow(
			/10,000 messages wait/,
		);
	});
});
