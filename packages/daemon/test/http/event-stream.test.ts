import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WaypostEventSchema } from '@waypost/contract';
import { ORIGIN_ID } from '../../src/events/event-log.store.js';
import { Edge, problemOf } from './edge.js';
import { eventCalls } from './event-calls.js';
import { ManualClock } from './manual-clock.js';

describe('the event log', () => {
	let edge: Edge;
	let clock: ManualClock;
	const { page, publish, allIds, connect, open } = eventCalls(() => edge);

	beforeEach(async () => {
		clock = new ManualClock();
		edge = await new Edge({ clock }).start();
	});
	afterEach(() => edge.close());

	describe('as a stream', () => {
		test('gives new events with their id, type and data', async () => {
			publish(1);
			const reader = await open();
			await reader.nextBlock();
			publish(1);
			const [, newest] = await allIds();
			const [id, event, data] = (await reader.nextBlock())?.split('\n') ?? [];
			expect([id, event]).toEqual([`id: ${newest}`, 'event: session.state']);
			expect(WaypostEventSchema.parse(JSON.parse(data?.slice(6) ?? '')).id).toBe(newest);
			await reader.cancel();
		});

		test('goes on after the last event that the client has', async () => {
			publish(3);
			const ids = await allIds();
			const reader = await open('', { lastEventId: ids[0] ?? '' });
			expect(await reader.ids(2)).toEqual(ids.slice(1));
			await reader.cancel();
		});

		test('begins after a cursor in the address, but Last-Event-ID wins', async () => {
			publish(3);
			const ids = await allIds();
			const fromAddress = await open(`?after=${ids[0]}`);
			const fromHeader = await open(`?after=${ids[0]}`, { lastEventId: ids[1] ?? '' });
			expect(await fromAddress.nextId()).toBe(ids[1]);
			expect(await fromHeader.nextId()).toBe(ids[2]);
			await Promise.all([fromAddress.cancel(), fromHeader.cancel()]);
		});

		test('lets a client resume that was cut before its first event', async () => {
			publish(1);
			const first = await open();
			const lastEventId = /^id: (\w+)$/.exec((await first.nextBlock()) ?? '')?.[1] ?? '';
			await first.cancel();
			publish(1);
			const second = await open('', { lastEventId });
			expect(await second.nextId()).toBe((await allIds())[1]);
			await second.cancel();
		});

		test('lets a client resume that was cut before the first event of all', async () => {
			const first = await open();
			const lastEventId = /^id: (\w+)$/.exec((await first.nextBlock()) ?? '')?.[1] ?? '';
			await first.cancel();
			publish(1);
			const second = await open('', { lastEventId });
			expect(await second.nextId()).toBe((await allIds())[0]);
			await second.cancel();
		});

		test('catches up and goes on live with no gap and nothing twice', async () => {
			publish(1);
			const [first = ''] = await allIds();
			publish(350);
			const reader = await open('', { lastEventId: first });
			const head = await reader.ids(20);
			publish(350);
			const tail = await reader.ids(680);
			expect([first, ...head, ...tail]).toEqual(await allIds());
			await reader.cancel();
		});

		test('refuses a cursor that no event has', async () => {
			const response = await connect('', { lastEventId: 'nothing' });
			expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		});

		test('shows a key the events of its sessions only', async () => {
			const { key } = edge.createKey({ scopes: ['events:read'], sessions: ['support'] });
			const reader = await open('', { key });
			publish(200, 'sales');
			publish(1, 'support');
			const { data } = await page('?session=support');
			expect(await reader.nextId()).toBe(data[0]?.id);
			await reader.cancel();
		});

		test('shows a sign of life within 15 seconds', async () => {
			const reader = await open();
			await reader.nextBlock();
			clock.advance(15_000);
			expect(await reader.nextBlock()).toBe(': heartbeat');
			await reader.cancel();
		});

		test('keeps the place of a client whose filter lets nothing through', async () => {
			const reader = await open('?session=support');
			await reader.nextBlock();
			publish(3, 'sales');
			clock.advance(10_000);
			const newest = (await allIds()).at(-1);
			expect(await reader.nextBlock()).toBe(`: heartbeat\nid: ${newest}`);
			clock.advance(10_000);
			expect(await reader.nextBlock()).toBe(': heartbeat');
			await reader.cancel();
		});

		test('ends at once when its key is revoked', async () => {
			const { key, id } = edge.createKey({ scopes: ['events:read'] });
			const reader = await open('', { key });
			await edge.request('DELETE', `/v1/keys/${id}`);
			expect(await reader.nextId()).toBeNull();
		});

		test('ends when its key expires', async () => {
			const expiresAt = new Date(clock.now() + 60_000).toISOString();
			const { key } = edge.createKey({ scopes: ['events:read'], expiresAt });
			const reader = await open('', { key });
			clock.advance(70_000);
			expect(await reader.nextId()).toBeNull();
		});

		test('ends when the server closes', async () => {
			const reader = await open();
			await Promise.all([reader.nextId(), edge.stopServer()]);
			expect(await reader.nextId()).toBeNull();
		});

		test('is open 20 times per key, and again when one has ended', async () => {
			const { key } = edge.createKey({ scopes: ['events:read'] });
			const readers = await Promise.all(Array.from({ length: 20 }, () => open('', { key })));
			const another = await connect('', { key });
			expect(another.headers.get('retry-after')).not.toBeNull();
			expect(await problemOf(another)).toEqual({ status: 429, code: 'RATE_LIMITED' });
			const ended = edge.nextLogged('event stream ended');
			await readers[0]?.cancel();
			await ended;
			const again = await connect('', { key });
			expect(again.status).toBe(200);
			await Promise.all([again.body?.cancel(), ...readers.slice(1).map((each) => each.cancel())]);
		});

		test('notices without an event that the client went away', async () => {
			const reader = await open();
			const ended = edge.nextLogged('event stream ended');
			await reader.cancel();
			await expect(ended).resolves.toBeUndefined();
		});

		test('answers HEAD and ends', async () => {
			const response = await edge.request('HEAD', '/v1/events', {
				headers: { accept: 'text/event-stream' },
			});
			expect(response.headers.get('content-type')).toContain('text/event-stream');
		});

		test('gives 200 readers of ten keys every event', async () => {
			const keys = Array.from({ length: 10 }, () => edge.createKey({ scopes: ['events:read'] }));
			const readers = await Promise.all(
				keys.flatMap(({ key }) => Array.from({ length: 20 }, () => open('', { key }))),
			);
			publish(50);
			const expected = await allIds();
			const received = await Promise.all(readers.map((reader) => reader.ids(50)));
			expect(received.filter((ids) => ids.join() !== expected.join())).toEqual([]);
			await Promise.all(readers.map((reader) => reader.cancel()));
		});

		test('goes on after the daemon has started again', async () => {
			publish(2);
			const [first = '', second] = await allIds();
			const reader = await open('', { lastEventId: first });
			expect(await reader.nextId()).toBe(second);
			await Promise.all([reader.nextId(), edge.stop()]);
			edge = await new Edge({ clock, dataDir: edge.dataDir }).start();
			publish(2);
			const resumed = await open('', { lastEventId: second ?? '' });
			expect(await resumed.ids(2)).toEqual((await allIds()).slice(2));
			await resumed.cancel();
		});

		test('of events that are gone is refused, with the place to go on from', async () => {
			publish(3);
			const ids = await allIds();
			edge.log.remove(clock.now() + 1, 2);
			const response = await connect('', { lastEventId: ids[0] ?? '' });
			const { code, detail } = (await response.json()) as { code: string; detail: string };
			expect([response.status, code]).toEqual([410, 'EVENTS_EXPIRED']);
			expect(detail).toContain(`go on after ${ids[1]}`);
		});

		test('ends without harm when the store does not answer, and is resumed', async () => {
			const reader = await open();
			await reader.nextBlock();
			edge.database.run('ALTER TABLE events RENAME TO elsewhere');
			clock.advance(10_000);
			expect(await reader.nextId()).toBeNull();
			edge.database.run('ALTER TABLE elsewhere RENAME TO events');
			publish(1);
			const resumed = await open(`?after=${ORIGIN_ID}`);
			expect(await resumed.nextId()).toBe((await allIds())[0]);
			await resumed.cancel();
		});

		test('ends for a client that retention overtook, which is then told so', async () => {
			publish(2);
			const reader = await open();
			await reader.nextBlock();
			// An event that the client was not told of, as if it had been held up for a month.
			const sql = 'INSERT INTO events (id, type, session_id, at, data) VALUES (?, ?, ?, 0, ?)';
			edge.database.run(sql, '7'.repeat(26), 'session.state', 'sales', '{}');
			edge.log.remove(clock.now() + 1, 3);
			publish(1);
			expect(await reader.nextId()).toBeNull();
		});
	});
});
