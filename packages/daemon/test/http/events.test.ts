import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EVENT_TYPES, EventsTicket } from '@waypost/contract';
import { ORIGIN_ID } from '../../src/events/event-log.store.js';
import { ADMIN_KEY, Edge, problemOf } from './edge.js';
import { eventCalls } from './event-calls.js';
import { StreamReader } from './event-reader.js';
import { ManualClock } from './manual-clock.js';

describe('the event log', () => {
	let edge: Edge;
	let clock: ManualClock;
	const { page, publish, allIds } = eventCalls(() => edge);

	beforeEach(async () => {
		clock = new ManualClock();
		edge = await new Edge({ clock }).start();
	});
	afterEach(() => edge.close());

	describe('in pages', () => {
		test('is read to its end, oldest first, each event once', async () => {
			publish(5);
			const first = await page('?limit=3');
			const second = await page(`?limit=3&after=${first.next ?? ''}`);
			const ids = [...first.data, ...second.data].map(({ id }) => id);
			expect(ids).toHaveLength(5);
			expect(ids).toEqual([...new Set(ids)].sort());
			expect(second.next).toBeNull();
		});

		test('goes on from a cursor of its own', async () => {
			const response = await edge.request('GET', '/v1/events?after=nothing');
			expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		});

		test('begins at the beginning after the id before all others', async () => {
			publish(2);
			expect((await page(`?after=${ORIGIN_ID}`)).data).toHaveLength(2);
		});

		test('is filtered by session and by types', async () => {
			publish(1, 'sales');
			publish(2, 'support');
			expect((await page('?session=support')).data).toHaveLength(2);
			expect((await page('?type=session.link&type=message.status')).data).toHaveLength(0);
			expect((await page('?type=session.link&type=session.state')).data).toHaveLength(3);
		});

		test.each(EVENT_TYPES)('is filtered by the type %s', async (type) => {
			publish(1);
			const types = (await page(`?type=${type}`)).data.map((event) => event.type);
			expect(types).toEqual(type === 'session.state' ? [type] : []);
		});

		test('shows a key the events of its sessions only', async () => {
			publish(1, 'sales');
			publish(1, 'support');
			const { key } = edge.createKey({ scopes: ['events:read'], sessions: ['support'] });
			expect((await page('', key)).data.map(({ sessionId }) => sessionId)).toEqual(['support']);
		});

		test('hides sessions outside the list of the key', async () => {
			const { key } = edge.createKey({ scopes: ['events:read'], sessions: ['support'] });
			const response = await edge.request('GET', '/v1/events?session=sales', { key });
			expect(await problemOf(response)).toEqual({ status: 404, code: 'SESSION_NOT_FOUND' });
		});

		test('has nothing of a transaction that failed', async () => {
			const failing = () =>
				edge.database.transaction(() => {
					edge.publish();
					throw new Error('out of order');
				});
			expect(failing).toThrow('out of order');
			expect((await page()).data).toEqual([]);
		});
	});

	describe('by ticket', () => {
		const ask = async (key = ADMIN_KEY): Promise<{ ticket: string; expiresAt: string }> => {
			const response = await edge.request('POST', '/v1/events/ticket', { key });
			expect(response.status).toBe(201);
			return EventsTicket.parse(await response.json());
		};
		/** As the EventSource of a browser does: an address, and no key. */
		const openBy = (ticket: string) =>
			edge.request('GET', `/v1/events?ticket=${ticket}`, {
				...{ key: null, headers: { accept: 'text/event-stream' } },
			});

		test('is a stream of what the key may see', async () => {
			const { key } = edge.createKey({ scopes: ['events:read'], sessions: ['support'] });
			const { ticket, expiresAt } = await ask(key);
			expect(Date.parse(expiresAt) - clock.now()).toBe(30_000);
			const reader = new StreamReader(await openBy(ticket));
			publish(1, 'sales');
			publish(1, 'support');
			expect(await reader.nextId()).toBe((await allIds())[1]);
			await reader.cancel();
		});

		test('is opened once', async () => {
			const { ticket } = await ask();
			const first = await openBy(ticket);
			const second = await openBy(ticket);
			expect(first.status).toBe(200);
			expect(await problemOf(second)).toEqual({ status: 401, code: 'UNAUTHORIZED' });
			await first.body?.cancel();
		});

		test('is opened within 30 seconds', async () => {
			const { ticket } = await ask();
			clock.advance(30_000);
			expect(await problemOf(await openBy(ticket))).toEqual({ status: 401, code: 'UNAUTHORIZED' });
		});

		test('is not opened once the key is revoked, and ends with it', async () => {
			const { key, id } = edge.createKey({ scopes: ['events:read'] });
			const [early, late] = [await ask(key), await ask(key)];
			const reader = new StreamReader(await openBy(early.ticket));
			await edge.request('DELETE', `/v1/keys/${id}`);
			expect(await reader.nextId()).toBeNull();
			expect((await openBy(late.ticket)).status).toBe(401);
		});

		test('is no page of the log', async () => {
			const { ticket } = await ask();
			const response = await edge.request('GET', `/v1/events?ticket=${ticket}`, { key: null });
			expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		});

		test('opens nothing else', async () => {
			const { ticket } = await ask();
			const response = await edge.request('GET', `/v1/me?ticket=${ticket}`, { key: null });
			expect(response.status).toBe(401);
		});

		test('is asked for 20 times at most before one is used', async () => {
			const tickets = [];
			for (let n = 0; n < 20; n += 1) tickets.push(await ask());
			const refused = await edge.request('POST', '/v1/events/ticket');
			expect(refused.headers.get('retry-after')).toBe('30');
			expect(await problemOf(refused)).toEqual({ status: 429, code: 'RATE_LIMITED' });
			clock.advance(30_000);
			await ask();
		});

		test('is written to no log', async () => {
			const { ticket } = await ask();
			const ended = edge.nextLogged('event stream ended');
			await (await openBy(ticket)).body?.cancel();
			await ended;
			expect(edge.logged.join('')).not.toContain(ticket);
		});
	});
});
