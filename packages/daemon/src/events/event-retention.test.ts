import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../test/http/manual-clock.js';
import { createIds } from '../runtime/ids.js';
import { createLogger } from '../runtime/logger.js';
import { Database } from '../storage/database.js';
import type { EventLog } from './event-log.js';
import {
	createEventLog,
	ORIGIN_ID,
	type EventReader,
	type EventRemover,
} from './event-log.store.js';
import { requirePosition } from './event-query.js';
import { EventRetention } from './event-retention.js';

const ALL = { types: null, sessions: null };
const DAY_MS = 86_400_000;

describe('the retention of events', () => {
	let clock: ManualClock;
	let database: Database;
	let log: EventLog & EventReader & EventRemover;
	let retention: EventRetention;
	let onRemoved: () => void;
	const logger = createLogger({
		level: 'debug',
		destination: { write: (line) => line.includes('old events removed') && onRemoved() },
	});
	const publish = (count: number): string[] => {
		const from = log.newest()?.position ?? 0;
		database.transaction(() => {
			for (let n = 0; n < count; n += 1) {
				log.publish('session.link', 'sales', { method: 'qr', attempt: n, expiresAt: null });
			}
		});
		return log.read(from, ALL, count).entries.map(({ event }) => event.id);
	};
	/** Moves the clock until something is due, and waits until it is removed. */
	const removal = (ms: number) =>
		new Promise<void>((resolve) => {
			onRemoved = resolve;
			clock.advance(ms);
		});
	const kept = () => log.read(0, ALL, 10_000).entries.map(({ event }) => event.id);
	const cursor = (id: string) => () => requirePosition(log, id, 'after');

	beforeEach(() => {
		clock = new ManualClock();
		database = new Database({ file: ':memory:' });
		log = createEventLog({ database, ids: createIds(), logger, clock });
		retention = new EventRetention({ database, events: log, days: 30, clock, logger });
	});
	afterEach(async () => {
		await retention.close();
		database.close();
	});

	test('removes what is too old at the start, and the rest an hour after its time', async () => {
		publish(3);
		clock.advance(DAY_MS);
		const second = publish(2);
		clock.advance(29 * DAY_MS + 1);
		retention.start();
		await removal(0);
		expect(kept()).toEqual(second);
		await removal(DAY_MS);
		expect(kept()).toEqual([]);
	});

	test('takes many in several steps, so that others have their turn', async () => {
		publish(1200);
		clock.advance(31 * DAY_MS);
		retention.start();
		const left: number[] = [];
		for (const wait of [0, 50, 50]) {
			await removal(wait);
			left.push(kept().length);
		}
		expect(left).toEqual([700, 200, 0]);
	});

	test('of 0 days is for ever', () => {
		publish(1);
		new EventRetention({ database, events: log, days: 0, clock, logger }).start();
		clock.advance(10_000 * DAY_MS);
		expect(kept()).toHaveLength(1);
	});

	test('tells whoever stands before the gap, and names where to go on', async () => {
		const [first = '', , third = ''] = publish(3);
		clock.advance(31 * DAY_MS);
		const [fourth] = publish(1);
		retention.start();
		await removal(0);
		expect(cursor(first)).toThrow(expect.objectContaining({ code: 'EVENTS_EXPIRED' }));
		expect(cursor(first)).toThrow(third);
		expect(cursor(ORIGIN_ID)).toThrow(expect.objectContaining({ code: 'EVENTS_EXPIRED' }));
		const { entries } = log.read(cursor(third)(), ALL, 10);
		expect(entries.map(({ event }) => event.id)).toEqual([fourth]);
	});

	test('lets a client go on that had seen all of an emptied log, also after a restart', async () => {
		const ids = publish(2);
		clock.advance(31 * DAY_MS);
		retention.start();
		await removal(0);
		const again = createEventLog({ database, ids: createIds(), logger, clock });
		expect(again.newest()?.id).toBe(ids[1]);
		expect(requirePosition(again, ids[1] ?? '', 'after')).toBe(again.newest()?.position);
	});

	test('does not take an id that never was for one that is gone', async () => {
		publish(1);
		clock.advance(31 * DAY_MS);
		retention.start();
		await removal(0);
		expect(cursor('nothing')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
		expect(cursor('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')).toThrow(/There is no event/);
	});
});
