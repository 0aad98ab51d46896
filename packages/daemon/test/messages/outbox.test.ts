import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventLog } from '../../src/events/event-log.store.js';
import { MessageLog } from '../../src/messages/message-log.js';
import {
	createMessagesStore,
	type MessagesStore,
	type NewMessage,
} from '../../src/messages/messages.store.js';
import { Outbox } from '../../src/messages/outbox.js';
import { createIds } from '../../src/runtime/ids.js';
import { createLogger } from '../../src/runtime/logger.js';
import { Database } from '../../src/storage/database.js';
import { ManualClock } from '../http/manual-clock.js';
import { FakeConnection } from '../sessions/fake-whatsapp.js';

const logger = createLogger({ level: 'silent' });
const nothing = () => {};
const CHAT = {
	id: 'ben',
	kind: 'direct',
	phoneNumber: '+491700000002',
	lid: null,
	name: null,
} as const;

describe('an outbox', () => {
	let database: Database;
	let clock: ManualClock;
	let store: MessagesStore;
	let log: MessageLog;
	let connection: FakeConnection;
	let outbox: Outbox | undefined;

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		clock = new ManualClock();
		store = createMessagesStore(database);
		const events = createEventLog({ database, ids: createIds(), clock, logger });
		log = new MessageLog({ database, store, events, clock });
		connection = new FakeConnection({
			...{ qr: nothing, paired: nothing, opened: nothing, caughtUp: nothing, traffic: nothing },
			...{ ack: nothing, receipt: nothing, message: nothing, closed: nothing },
		});
	});
	afterEach(() => {
		outbox?.close();
		database.close();
	});

	const open = () => {
		outbox = new Outbox({
			...{ sessionId: 'sales', connection, store, log, clock, logger },
			mediaPath: (file) => file,
		});
		return outbox;
	};

	function accept(id: string, change: Partial<NewMessage> = {}): void {
		log.accept({
			...{ id, sessionId: 'sales', direction: 'out', whatsappId: `wa-${id}`, chat: CHAT },
			...{ from: CHAT, kind: 'text', text: 'Hello', attachment: null, mediaFile: null },
			...{ replyTo: null, status: 'accepted', error: null, content: null, attempts: 0, nextAt: 0 },
			...{ idempotencyKey: null, fingerprint: null, at: clock.now() },
			...change,
		});
	}

	/** Lets what is ready run: the outbox waits for promises alone here, and for the clock. */
	const settle = () => new Promise((resolve) => setImmediate(resolve));

	test('sends one message of a chat after the other', async () => {
		accept('a');
		accept('b');
		const sending = open();
		await settle();
		expect(connection.relayed).toEqual(['wa-a']);
		log.advance(store.get('sales', 'a')!, 'sent', clock.now());
		sending.confirmed('wa-a');
		await settle();
		expect(connection.relayed).toEqual(['wa-a', 'wa-b']);
	});

	test('waits for late confirmations before it sends again what is in doubt', async () => {
		accept('a', { status: 'sending', attempts: 1, content: new Uint8Array([1]) });
		open();
		await settle();
		expect(connection.relayed).toEqual([]);
		clock.advance(3000);
		await settle();
		expect(connection.relayed).toEqual(['wa-a']);
	});

	test('goes on when the store has failed for a while', async () => {
		accept('a');
		database.run('ALTER TABLE messages RENAME TO out_of_reach');
		open();
		await settle();
		expect(connection.relayed).toEqual([]);
		database.run('ALTER TABLE out_of_reach RENAME TO messages');
		clock.advance(2000);
		await settle();
		expect(connection.relayed).toEqual(['wa-a']);
	});

	test('gives up after five sends that nobody confirmed, and says that it may have arrived', async () => {
		accept('a');
		open();
		for (let attempt = 1; attempt <= 6; attempt++) {
			await settle();
			clock.advance(20_000);
			await settle();
			clock.advance(3_000);
		}
		await settle();
		expect(connection.relayed).toEqual(Array<string>(5).fill('wa-a'));
		expect(store.get('sales', 'a')).toMatchObject({
			status: 'failed',
			error: { code: 'DELIVERY_UNKNOWN' },
		});
	});

	test('takes back that it gave a message up once a receipt shows that it arrived', () => {
		accept('a', { status: 'sending', attempts: 5, content: new Uint8Array([1]) });
		const message = store.get('sales', 'a')!;
		const error = {
			code: 'DELIVERY_UNKNOWN',
			detail: '',
			upstreamCode: null,
			retryable: false,
		} as const;
		log.advance(message, 'failed', clock.now(), error);
		log.advance(message, 'delivered', clock.now());
		expect(store.get('sales', 'a')).toMatchObject({ status: 'delivered', error: null });
	});

	test('lets the others pass a message that cannot even be tried', async () => {
		accept('broken', { kind: 'image', chat: { ...CHAT, id: 'anna' } });
		accept('fine');
		open();
		await settle();
		clock.advance(2_000);
		await settle();
		expect(connection.relayed).toEqual(['wa-fine']);
	});

	test('leaves a message in doubt when it is closed while it waits for the confirmation', async () => {
		accept('a');
		const sending = open();
		await settle();
		sending.close();
		await settle();
		expect(store.get('sales', 'a')?.status).toBe('sending');
	});
});
