import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WaypostEvent } from '@waypost/contract';
import { createIds } from '../runtime/ids.js';
import { createLogger } from '../runtime/logger.js';
import { Database } from '../storage/database.js';
import type { EventLog } from './event-log.js';
import { createEventLog, type EventReader } from './event-log.store.js';

const ALL = { types: null, sessions: null };

describe('the event log', () => {
	let database: Database;
	let log: EventLog & EventReader;
	let heard: WaypostEvent[];
	const publish = (sessionId = 'sales') =>
		log.publish('session.state', sessionId, { from: 'connecting', to: 'connected', reason: null });

	beforeEach(() => {
		database = new Database({ file: ':memory:' });
		log = createEventLog({
			...{ database, ids: createIds() },
			logger: createLogger({ level: 'silent', destination: { write: () => {} } }),
		});
		heard = [];
		log.subscribe((event) => heard.push(event));
	});
	afterEach(() => database.close());

	test('gives back what was published', () => {
		publish();
		expect(log.read(0, ALL, 10).entries.map(({ event }) => event)).toEqual(heard);
	});

	test('tells listeners once the transaction is durable', () => {
		database.transaction(() => {
			publish();
			expect(heard).toEqual([]);
		});
		expect(heard).toHaveLength(1);
	});

	test('tells nobody of a transaction that failed', () => {
		const failing = () =>
			database.transaction(() => {
				publish();
				throw new Error('out of order');
			});
		expect(failing).toThrow();
		expect([heard, log.newest()]).toEqual([[], null]);
	});

	test('tells the other listeners when one fails', () => {
		const late: string[] = [];
		log.subscribe(() => {
			throw new Error('out of order');
		});
		log.subscribe(({ id }) => late.push(id));
		publish();
		expect(late).toHaveLength(1);
	});

	test('tells no more once unsubscribed', () => {
		const late: string[] = [];
		log.subscribe(({ id }) => late.push(id))();
		publish();
		expect(late).toEqual([]);
	});

	test('gives ids that rise, also within a millisecond', () => {
		for (let i = 0; i < 100; i += 1) publish();
		const ids = heard.map(({ id }) => id);
		expect(ids).toEqual([...new Set(ids)].sort());
	});

	test('reads on from where it stopped', () => {
		for (let i = 0; i < 5; i += 1) publish();
		const first = log.read(0, ALL, 3);
		const second = log.read(first.position, ALL, 3);
		const ids = [...first.entries, ...second.entries].map(({ event }) => event.id);
		expect(ids).toEqual(heard.map(({ id }) => id));
		expect([first.isEnd, second.isEnd]).toEqual([false, true]);
	});

	test('need not look again at what the filter left out', () => {
		publish('sales');
		publish('sales');
		const { entries, position } = log.read(0, { types: null, sessions: ['support'] }, 10);
		expect(entries).toEqual([]);
		expect(position).toBe(log.newest()?.position);
	});

	test('shows nothing to a list of no sessions', () => {
		publish();
		expect(log.read(0, { types: null, sessions: [] }, 10).entries).toEqual([]);
	});
});
