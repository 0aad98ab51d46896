import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SendError } from '../../src/whatsapp/whatsapp-connection.js';
import { OutboxWorld } from './outbox-world.js';

let world: OutboxWorld;
beforeEach(() => {
	world = new OutboxWorld();
});
afterEach(() => world.close());

const failure = (id: string) => [world.message(id).status, world.message(id).error?.code ?? null];

describe('an outbox', () => {
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

	test('leaves a message in doubt when it is closed while it waits for the confirmation', async () => {
		world.accept('a');
		world.connect();
		await world.settle();
		world.disconnect();
		await world.settle();
		expect(world.message('a')).toMatchObject({ status: 'sending', attempts: 1 });
	});
});
