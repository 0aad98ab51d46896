import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ReceiptIntake } from '../../src/messages/incoming/receipt-intake.js';
import { createLogger } from '../../src/runtime/logger.js';
import { OutboxWorld } from './outbox-world.js';

describe('a receipt that the store refuses', () => {
	let world: OutboxWorld;
	let receipts: ReceiptIntake;
	let settled: string[];

	beforeEach(() => {
		world = new OutboxWorld();
		settled = [];
		receipts = new ReceiptIntake({
			...{ database: world.database, store: world.store, log: world.log, clock: world.clock },
			contacts: world.contacts,
			onStored: (_sessionId, whatsappId) => settled.push(whatsappId),
			logger: createLogger({ level: 'silent' }),
		});
		for (const id of ['a', 'b']) world.store.insert({ ...world.textOf(id, 'ben'), status: 'sent' });
	});
	afterEach(() => {
		receipts.close();
		world.close();
	});

	const hear = (id: string) =>
		receipts.take('sales', {
			...{ whatsappIds: [`wa-${id}`], member: null, status: 'read', at: world.clock.now() },
		});

	/** Has the database commit what waits, and lets those who waited for it go on. */
	async function commit(): Promise<void> {
		world.database.flush();
		await world.settle();
	}

	const breakStore = () => world.database.run('ALTER TABLE messages RENAME TO out_of_reach');
	const mendStore = () => world.database.run('ALTER TABLE out_of_reach RENAME TO messages');

	test('is stored once it takes it', async () => {
		breakStore();
		hear('a');
		hear('b');
		await commit();
		await world.pass(5_000);
		await commit();
		mendStore();
		expect([world.message('a').status, settled]).toEqual(['sent', []]);
		await world.pass(5_000);
		await commit();
		expect([world.message('a').status, world.message('b').status]).toEqual(['read', 'read']);
		expect(settled).toEqual(['wa-a', 'wa-b']);
	});

	test('is stored at the latest when the daemon ends', async () => {
		breakStore();
		hear('a');
		await commit();
		mendStore();
		receipts.close();
		await commit();
		expect(world.message('a').status).toBe('read');
	});

	test('makes room for newer ones when there are too many', async () => {
		breakStore();
		hear('a');
		for (let n = 0; n < 1_000; n++) hear('b');
		await commit();
		mendStore();
		await world.pass(5_000);
		await commit();
		expect([world.message('a').status, world.message('b').status]).toEqual(['sent', 'read']);
	});
});
