import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB, BOB_JID, TestWorld } from './world.js';

let world: TestWorld;
let client: BaileysClient;

beforeAll(async () => {
	world = await TestWorld.start();
	client = await world.linkedClient();
});
afterAll(() => world.close());

async function call(method: string, path: string, body?: unknown) {
	const response = await fetch(`${world.sandbox.httpUrl}/v1${path}`, {
		method,
		headers: { 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

describe('rules over HTTP', () => {
	test.each([
		{ action: 'malform', kind: 'truncated', match: { xmlns: 'usync', direction: 'out' } },
		{ action: 'frame', kind: 'split', match: { jid: BOB_JID }, every: 2 },
		{ action: 'close', how: 'black-hole', match: { attrs: { class: 'message' } } },
		{ action: 'handshake', how: 'silence' },
		{ action: 'inject', stanza: { tag: 'xmlstreamend' }, instead: true },
	])('%j is taken, listed and taken away', async (rule) => {
		const { status, body } = await call('POST', '/faults', { ...rule, after: 1_000 });
		const { id } = body as { id: string };
		expect([status, body]).toEqual([201, expect.objectContaining({ ...rule, hits: 0 })]);
		expect(await call('DELETE', `/faults/${id}`)).toMatchObject({ status: 204 });
	});

	test('one that makes no sense is refused with what is wrong', async () => {
		const { status, body } = await call('POST', '/faults', { action: 'frame', kind: 'odd' });
		expect([status, body]).toEqual([400, expect.objectContaining({ code: 'INVALID_REQUEST' })]);
		expect((body as { detail: string }).detail).toContain('garbage');
	});
});

describe('the clock over HTTP', () => {
	test('stops, moves on and runs again', async () => {
		const at = '2027-03-01T12:00:00.000Z';
		expect(await call('POST', '/clock/stop', { at })).toMatchObject({ body: { now: at } });
		expect(await call('POST', '/clock/advance', { ms: 90_000 })).toMatchObject({
			body: { now: '2027-03-01T12:01:30.000Z', running: false },
		});
		expect(await call('POST', '/clock/skew', { ms: -5_000 })).toMatchObject({
			body: { skewMs: -5_000 },
		});
		expect(await call('POST', '/clock/start')).toMatchObject({ body: { running: true } });
		await call('POST', '/clock/skew', { ms: 0 });
		expect(await call('GET', '/clock')).toMatchObject({ body: { running: true, skewMs: 0 } });
	});
});

describe('settings over HTTP', () => {
	test('those that are named change', async () => {
		const changed = await call('PATCH', '/settings', { minVersion: '2.3000.1', dedupe: 'server' });
		const body = { minVersion: '2.3000.1', dedupe: 'server', passkey: false, ackDelayMs: 0 };
		expect(changed).toMatchObject({ status: 200, body });
		await call('PATCH', '/settings', { minVersion: null, dedupe: 'receiver' });
		expect(await call('GET', '/settings')).toMatchObject({ body: { minVersion: null } });
	});

	test.each([[{ minVersion: 'new' }], [{ colour: 'blue' }], [{ ackDelayMs: -1 }]])(
		'%j is refused',
		async (changes) => {
			expect(await call('PATCH', '/settings', changes)).toMatchObject({ status: 400 });
		},
	);
});

describe('what goes wrong with a number, over HTTP', () => {
	test.each<[string, unknown, number]>([
		['forget-sessions', { peer: ANNA }, 204],
		['retry-receipt', { peer: ANNA, messageId: 'NEVER', count: 2, withKeys: true, times: 2 }, 204],
		['retry-receipt', { peer: ANNA, messageId: 'NEVER', device: 9 }, 404],
		['retry-receipt', { peer: ANNA }, 400],
		['backlog', { from: ANNA, count: 2 }, 200],
		['redelivery', { ids: ['NEVER'] }, 200],
		['history', { bytes: 10_000, chunks: 2 }, 204],
		['history', { bytes: 100_000_000 }, 400],
		['replaced', {}, 404],
		['move-to-lid', undefined, 204],
		['new-chat-cap', { cap: { quota: 5, used: 1 } }, 204],
		['new-chat-cap', { cap: null }, 204],
		['new-identity', undefined, 204],
	])('%s with %j is answered with %i', async (what, body, status) => {
		const path = `/phones/${encodeURIComponent(BOB)}/faults/${what}`;
		expect(await call('POST', path, body)).toMatchObject({ status });
	});
});

describe('connections over HTTP', () => {
	test('one that is not there is not found', async () => {
		const answer = await call('POST', '/connections/999/faults', { action: 'close' });
		expect(answer).toMatchObject({ status: 404, body: { code: 'CONNECTION_NOT_FOUND' } });
	});

	test('a stream error ends the one it is meant for', async () => {
		const { body } = await call('GET', '/connections');
		const [{ id } = { id: 0 }] = (body as { data: { id: number }[] }).data;
		const act = { action: 'stream-error', code: 503 };
		expect(await call('POST', `/connections/${id}/faults`, act)).toMatchObject({ status: 204 });
		expect(await client.closed()).toMatchObject({ code: 503 });
	});
});
