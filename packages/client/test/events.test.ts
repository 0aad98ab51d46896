import { describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { ApiError, type StreamOptions, type Waypost } from '@waypost/client';
import { problem, startDaemonDouble, type Answer } from './daemon-double.js';

const FAST = { minDelayMs: 1, maxDelayMs: 5 };

const block = (id: string, text = 'hi') =>
	`id: ${id}\nevent: message.received\ndata: ${JSON.stringify({ id, type: 'message.received', sessionId: 'sales', at: '', data: { text } })}\n\n`;

const openStream = (response: ServerResponse) =>
	response.writeHead(200, { 'content-type': 'text/event-stream' });

/** Writes the chunks one by one, each as its own write; then ends, breaks, or stays open. */
const stream =
	(chunks: (string | Uint8Array)[], end: 'end' | 'break' | 'stay' = 'stay'): Answer =>
	async (response) => {
		openStream(response).flushHeaders();
		for (const chunk of chunks) {
			await new Promise((resolve) => response.write(chunk, resolve));
			await new Promise((resolve) => setImmediate(resolve));
		}
		if (end === 'end') response.end();
		if (end === 'break') response.destroy();
	};

/** The ids of the first `count` events. */
async function take(waypost: Waypost, count: number, options: StreamOptions = {}) {
	const ids: string[] = [];
	for await (const event of waypost.events.stream({ reconnect: FAST, ...options })) {
		ids.push(event.id);
		if (ids.length === count) break;
	}
	return ids;
}

describe('the event stream', () => {
	test('goes on after the last event when the connection broke', async () => {
		await using daemon = await startDaemonDouble(
			stream([block('01'), block('02')], 'break'),
			stream([block('03')]),
		);
		const ids = await take(daemon.client(), 3);
		expect([ids, daemon.requests.map(({ headers }) => headers['last-event-id'])]).toEqual([
			['01', '02', '03'],
			[undefined, '02'],
		]);
	});

	test('goes on when the daemon ended it', async () => {
		await using daemon = await startDaemonDouble(
			stream([block('01')], 'end'),
			stream([block('02')]),
		);
		expect(await take(daemon.client(), 2)).toEqual(['01', '02']);
	});

	test('gives no event twice when the daemon repeats some', async () => {
		await using daemon = await startDaemonDouble(
			stream([block('01'), block('02')], 'break'),
			stream([block('01'), block('02'), block('03')]),
		);
		expect(await take(daemon.client(), 3)).toEqual(['01', '02', '03']);
	});

	test('drops the half event of a broken connection and takes it whole afterwards', async () => {
		await using daemon = await startDaemonDouble(
			stream([block('01'), block('02').slice(0, 20)], 'break'),
			stream([block('02')]),
		);
		expect(await take(daemon.client(), 2)).toEqual(['01', '02']);
	});

	test('starts after the event it is told', async () => {
		await using daemon = await startDaemonDouble(stream([block('08')]));
		await take(daemon.client(), 1, { after: '07', type: 'message.received', session: 'sales' });
		expect([daemon.last().headers['last-event-id'], daemon.last().url]).toEqual([
			'07',
			'/v1/events?type=message.received&session=sales',
		]);
	});

	test('remembers where it began when nothing has happened yet', async () => {
		await using daemon = await startDaemonDouble(
			stream(['id: 05\n\n'], 'break'),
			stream([block('06')]),
		);
		await take(daemon.client(), 1);
		expect(daemon.last().headers['last-event-id']).toBe('05');
	});

	test('says once which event its first one comes after', async () => {
		await using daemon = await startDaemonDouble(
			stream(['id: 05\n\n', block('06')], 'break'),
			stream([': heartbeat\nid: 07\n\n', block('08')]),
		);
		const heard: string[] = [];
		await take(daemon.client(), 2, { onPosition: (eventId) => heard.push(eventId) });
		expect(heard).toEqual(['05']);
	});

	test('does not say it when it was told where to start', async () => {
		await using daemon = await startDaemonDouble(stream(['id: 07\n\n', block('08')]));
		const heard: string[] = [];
		await take(daemon.client(), 1, { after: '05', onPosition: (eventId) => heard.push(eventId) });
		expect(heard).toEqual([]);
	});

	test('survives chunks cut inside a character and inside a field', async () => {
		const bytes = Buffer.from(block('01', 'grüße 👋🏽'));
		const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
		await using daemon = await startDaemonDouble(stream(chunks));
		const events = daemon.client().events.stream({ type: 'message.received' });
		const { value } = await events.next();
		await events.return();
		expect(value).toMatchObject({ id: '01', data: { text: 'grüße 👋🏽' } });
	});

	test('connects again when the daemon falls silent', async () => {
		await using daemon = await startDaemonDouble(stream([block('01')]), stream([block('02')]));
		const causes: unknown[] = [];
		const ids = await take(daemon.client(), 2, {
			silenceMs: 300,
			onReconnect: (cause) => causes.push(cause?.name),
		});
		expect([ids, causes]).toEqual([['01', '02'], ['TimeoutError']]);
	});

	test('does not take heartbeats for silence', async () => {
		await using daemon = await startDaemonDouble(async (response) => {
			openStream(response).flushHeaders();
			for (let beat = 0; beat < 12; beat++) {
				response.write(': heartbeat\n\n');
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
			response.write(block('01'));
		});
		await take(daemon.client(), 1, { silenceMs: 1_000 });
		expect(daemon.requests).toHaveLength(1);
	});

	test('waits out an outage of the daemon', async () => {
		await using daemon = await startDaemonDouble(
			problem(503, 'SHUTTING_DOWN'),
			(response) => void response.destroy(),
			(response) => void response.writeHead(502).end('<p>Bad gateway</p>'),
			stream([block('01')]),
		);
		expect(await take(daemon.client(), 1)).toEqual(['01']);
	});

	test('waits as long as the daemon asks', async () => {
		await using daemon = await startDaemonDouble(
			problem(429, 'RATE_LIMITED', {}, { 'retry-after': '2' }),
		);
		const stop = new AbortController();
		const delays: number[] = [];
		await take(daemon.client(), 1, {
			signal: stop.signal,
			onReconnect: (_, delayMs) => {
				delays.push(delayMs);
				stop.abort();
			},
		});
		expect(delays).toEqual([2_000]);
	});

	test.each([
		[400, 'INVALID_REQUEST'],
		[401, 'UNAUTHORIZED'],
		[410, 'EVENTS_EXPIRED'],
		[403, 'FORBIDDEN'],
	])('ends with the error of status %i', async (status, code) => {
		await using daemon = await startDaemonDouble(problem(status, code));
		await expect(take(daemon.client(), 1)).rejects.toMatchObject({ status, code });
	});

	test('ends with the error of a key revoked in between', async () => {
		await using daemon = await startDaemonDouble(
			stream([block('01')], 'end'),
			problem(401, 'UNAUTHORIZED'),
		);
		await expect(take(daemon.client(), 2)).rejects.toBeInstanceOf(ApiError);
	});

	test('ends when something else answers', async () => {
		await using daemon = await startDaemonDouble((response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome</p>');
		});
		await expect(take(daemon.client(), 1)).rejects.toMatchObject({ code: 'SERVER_ERROR' });
	});

	test('closes its socket and finishes quietly when its signal aborts', async () => {
		const closed = Promise.withResolvers<string>();
		await using daemon = await startDaemonDouble((response, _, raw) => {
			raw.socket.once('close', () => closed.resolve('closed'));
			openStream(response).write(block('01'));
		});
		const stop = new AbortController();
		const ids: string[] = [];
		for await (const event of daemon.client().events.stream({ signal: stop.signal })) {
			ids.push(event.id);
			queueMicrotask(() => stop.abort());
		}
		expect([ids, await closed.promise]).toEqual([['01'], 'closed']);
	});

	test('closes its socket when the loop over it is left', async () => {
		const closed = Promise.withResolvers<string>();
		await using daemon = await startDaemonDouble((response, _, raw) => {
			raw.socket.once('close', () => closed.resolve('closed'));
			openStream(response).write(block('01'));
		});
		await take(daemon.client(), 1);
		expect(await closed.promise).toBe('closed');
	});

	test('finishes at once when its signal was aborted before', async () => {
		await using daemon = await startDaemonDouble(stream([block('01')]));
		await take(daemon.client(), 1, { signal: AbortSignal.abort() });
		expect(daemon.requests).toHaveLength(0);
	});

	test('without reconnecting finishes when the daemon ends it', async () => {
		await using daemon = await startDaemonDouble(stream([block('01')], 'end'));
		expect(await take(daemon.client(), 5, { reconnect: false })).toEqual(['01']);
	});

	test('without reconnecting throws when the connection breaks', async () => {
		await using daemon = await startDaemonDouble(stream([block('01')], 'break'));
		await expect(take(daemon.client(), 5, { reconnect: false })).rejects.toMatchObject({
			name: 'NetworkError',
		});
	});

	test('says when it is open', async () => {
		await using daemon = await startDaemonDouble(stream([]));
		const stop = new AbortController();
		const opened = Promise.withResolvers<string>();
		const options = { signal: stop.signal, onOpen: () => opened.resolve('open') };
		const loop = take(daemon.client(), 1, options);
		expect(await opened.promise).toBe('open');
		stop.abort();
		await loop;
	});
});
