import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SendError } from '../../src/whatsapp/whatsapp-connection.js';
import { OutboxWorld } from './outbox-world.js';

let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
});
afterEach(() => world.close());

const LID = '900002@lid';

const failure = (id: string) => [world.message(id).status, world.message(id).error?.code ?? null];

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

	test('waits for late confirmations before it sends again what is in doubt', async () => {
		world.accept('a', { status: 'sending', attempts: 1, content: new Uint8Array([1]) });
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual([]);
		await world.pass(3_000);
		expect(world.relayed).toEqual(['a']);
	});

	test('holds up only the chat of a message in doubt', async () => {
		world.accept('a', { status: 'sending', attempts: 1, content: new Uint8Array([1]) });
		world.accept('b');
		world.accept('c', { chat: 'carl' });
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['c']);
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

	test('sends the same id again when its confirmation could not be stored', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		world.database.run('ALTER TABLE messages RENAME TO out_of_reach');
		await world.ack('a');
		world.database.run('ALTER TABLE out_of_reach RENAME TO messages');
		await world.pass(20_000);
		await world.pass(3_000);
		expect(world.relayed).toEqual(['a', 'a']);
		await world.ack('a');
		expect(world.message('a').status).toBe('sent');
	});

	test('never sends again what WhatsApp refused, also when that could not be stored at first', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		world.database.run('ALTER TABLE messages RENAME TO out_of_reach');
		await world.ack('a', 463);
		world.database.run('ALTER TABLE out_of_reach RENAME TO messages');
		await world.pass(60_000);
		expect(world.relayed).toEqual(['a']);
		expect(failure('a')).toEqual(['failed', 'ACCOUNT_RESTRICTED']);
	});

	test('gives up after five sends that nobody confirmed, and says that it may have arrived', async () => {
		world.accept('a');
		world.connect();
		for (let attempt = 1; attempt <= 6; attempt++) {
			await world.settle();
			await world.pass(20_000);
			await world.pass(3_000);
		}
		expect(world.relayed).toEqual(Array<string>(5).fill('a'));
		expect(failure('a')).toEqual(['failed', 'DELIVERY_UNKNOWN']);
	});

	test('waits for a confirmation only once the bytes have left', async () => {
		world.accept('a');
		const connection = world.connect();
		const { promise, resolve } = Promise.withResolvers<void>();
		connection.departure = promise;
		await world.settle();
		await world.pass(60_000);
		resolve();
		await world.settle();
		await world.pass(19_000);
		expect(world.relayed).toEqual(['a']);
		await world.pass(4_000);
		expect(world.relayed).toEqual(['a', 'a']);
	});

	test('takes a confirmation that comes before the bytes are known to have left', async () => {
		world.accept('a');
		world.accept('b');
		world.connect().departure = new Promise(() => {});
		await world.settle();
		await world.ack('a');
		expect(world.message('a').status).toBe('sent');
		expect(world.relayed).toEqual(['a', 'b']);
	});

	test('gives up what is in doubt and does not leave any more, and says that it may have arrived', async () => {
		world.accept('a', { status: 'sending', attempts: 1, content: new Uint8Array([1]) });
		world.accept('b');
		const connection = world.connect();
		connection.refusal = new SendError('no devices', { mayHaveLeft: false });
		await world.pass(3_000);
		for (let refusal = 2; refusal <= 10; refusal++) {
			expect(world.message('a').status).toBe('sending');
			await world.pass(2_000);
		}
		expect(failure('a')).toEqual(['failed', 'DELIVERY_UNKNOWN']);
		connection.refusal = null;
		await world.pass(2_000);
		expect(world.relayed).toEqual(['b']);
	});

	test('takes back that it gave a message up once a receipt shows that it arrived', () => {
		world.accept('a', { status: 'sending', attempts: 5, content: new Uint8Array([1]) });
		world.log.advance(world.message('a'), 'failed', world.clock.now(), {
			...{ code: 'DELIVERY_UNKNOWN', detail: '', upstreamCode: null, retryable: false },
		});
		world.log.advance(world.message('a'), 'delivered', world.clock.now());
		expect(failure('a')).toEqual(['delivered', null]);
	});

	test('counts no try that certainly did not leave', async () => {
		world.accept('a');
		const connection = world.connect();
		connection.refusal = new SendError('no devices', { mayHaveLeft: false });
		await world.settle();
		expect(world.message('a').attempts).toBe(0);
	});

	test('counts a try that may have left', async () => {
		world.accept('a');
		const connection = world.connect();
		connection.refusal = new SendError('closed', { mayHaveLeft: true });
		await world.settle();
		expect(world.message('a').attempts).toBe(1);
	});

	test('tries three times what does not leave, then says what was missing', async () => {
		world.accept('a');
		const connection = world.connect();
		connection.refusal = new SendError('no devices', { mayHaveLeft: false });
		for (let attempt = 1; attempt <= 3; attempt++) {
			await world.settle();
			await world.pass(2_000);
		}
		expect(failure('a')).toEqual(['failed', 'RECIPIENT_UNRESOLVED']);
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

	test('leaves a message in doubt when it is closed while it waits for the confirmation', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		world.disconnect();
		await world.settle();
		expect(world.message('a')).toMatchObject({ status: 'sending', attempts: 1 });
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

describe('a message with a time', () => {
	test('is sent when it is due, and holds up nobody before', async () => {
		world.accept('later', { sendAt: world.clock.now() + 60_000 });
		world.accept('now');
		world.connect();
		await world.settle();
		await world.ack('now');
		expect(world.relayed).toEqual(['now']);
		await world.pass(60_000);
		expect(world.relayed).toEqual(['now', 'later']);
	});

	test('to live expires while nobody is connected', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 60_000 });
		await world.pass(59_000);
		expect(world.message('a').status).toBe('accepted');
		await world.pass(1_000);
		expect(failure('a')).toEqual(['failed', 'MESSAGE_EXPIRED']);
	});

	test('to live that ended while the daemon was down has expired', () => {
		world.accept('a', { expiresAt: world.clock.now() - 1 });
		world.outboxes.start();
		expect(failure('a')).toEqual(['failed', 'MESSAGE_EXPIRED']);
	});

	test('to live that may have left is unknown, not expired', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 10_000 });
		world.connect();
		await world.settle();
		await world.pass(10_000);
		expect(world.message('a').status).toBe('sending');
		await world.pass(10_000);
		expect(failure('a')).toEqual(['failed', 'DELIVERY_UNKNOWN']);
	});

	test('to live has its chat go on when it expires', async () => {
		world.accept('a', { expiresAt: world.clock.now() + 1_000 });
		world.accept('b');
		await world.pass(1_000);
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual(['b']);
	});
});

describe('why a message waits', () => {
	test('is the one in doubt that goes before it, also when that was accepted later', async () => {
		world.accept('scheduled', { sendAt: world.clock.now() + 1_000 });
		world.accept('later');
		world.connect();
		await world.settle();
		await world.pass(1_000);
		expect(world.relayed).toEqual(['later']);
		expect(world.outboxes.waiting.of(world.message('scheduled'))).toEqual({
			...{ code: 'in-doubt-before', until: null, position: 0 },
		});
	});
});

describe('a message that is cancelled', () => {
	test('is never sent', async () => {
		world.accept('a');
		expect(world.outboxes.cancel('sales', 'a')).toBe(true);
		world.connect();
		await world.settle();
		expect(world.relayed).toEqual([]);
		expect(world.message('a').status).toBe('cancelled');
	});

	test('in the moment before it is marked is not sent either', async () => {
		world.connect();
		await world.settle();
		world.accept('a');
		await Promise.resolve();
		expect(world.outboxes.cancel('sales', 'a')).toBe(true);
		await world.settle();
		expect(world.relayed).toEqual([]);
	});

	test('with its session is cancelled also when it is just being accepted', async () => {
		const accepted = world.log.accept(world.textOf('a', 'ben'), () => {});
		world.log.cancelWaiting('sales');
		await accepted;
		expect(world.message('a').status).toBe('cancelled');
	});

	test('too late is not cancelled', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		expect(world.outboxes.cancel('sales', 'a')).toBe(false);
		expect(world.message('a').status).toBe('sending');
	});
});

describe('the event that a message waits', () => {
	test('comes once, a moment after it was accepted', async () => {
		world.accept('a');
		expect(world.types).not.toContain('message.waiting');
		await world.pass(5_000);
		await world.pass(60_000);
		expect(world.dataOf('message.waiting')).toEqual([
			expect.objectContaining({
				messageId: 'a',
				waiting: { code: 'session-not-connected', until: null, position: 0 },
			}),
		]);
	});

	test('does not come for what is sent at once', async () => {
		world.connect();
		world.accept('a');
		await world.settle();
		await world.ack('a');
		await world.pass(60_000);
		expect(world.types).not.toContain('message.waiting');
	});

	test('says until when a scheduled one waits', async () => {
		const sendAt = world.clock.now() + 3_600_000;
		world.connect();
		world.accept('a', { sendAt });
		await world.pass(5_000);
		expect(world.dataOf('message.waiting')[0]?.waiting).toEqual({
			...{ code: 'scheduled', until: new Date(sendAt).toISOString(), position: 0 },
		});
	});

	test('names the message in doubt before it', async () => {
		world.connect();
		world.accept('a');
		world.accept('b');
		await world.settle();
		await world.pass(10_000);
		expect(world.dataOf('message.waiting')[0]).toMatchObject({
			messageId: 'b',
			waiting: { code: 'in-doubt-before' },
		});
	});

	test('comes after a restart for what nobody was told of', async () => {
		world.store.insert(world.textOf('a', 'ben'));
		world.outboxes.close();
		world.restart();
		world.outboxes.start();
		await world.pass(5_000);
		expect(world.dataOf('message.waiting')).toHaveLength(1);
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
