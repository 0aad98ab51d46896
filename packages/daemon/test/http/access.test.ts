import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OutgoingHttpHeaders } from 'node:http';
import { ADMIN_KEY, Edge, problemOf } from './edge.js';
import { ManualClock } from './manual-clock.js';
import { rawRequest } from './raw-request.js';

const TRUSTED = 'https://console.example.com';

describe('who is let in', () => {
	let edge: Edge;
	const get = (headers: OutgoingHttpHeaders, path = '/health/live', method = 'GET') =>
		rawRequest({ port: edge.port, path, method, headers });

	beforeAll(async () => {
		edge = await new Edge({ allowedHosts: ['waypost'], allowedOrigins: [TRUSTED] }).start();
	});
	afterAll(() => edge.close());

	test('a host that is not ours is misdirected', async () => {
		const { status, code } = await get({ host: 'attacker.example' });
		expect({ status, code }).toEqual({ status: 421, code: 'MISDIRECTED_REQUEST' });
	});

	test('a host of the list is ours with any port', async () => {
		expect((await get({ host: 'waypost:9297' })).status).toBe(200);
	});

	test('a web page of another site is refused, even where no key is needed', async () => {
		const { status, code } = await get({ origin: 'https://attacker.example' });
		expect({ status, code }).toEqual({ status: 403, code: 'ORIGIN_NOT_ALLOWED' });
	});

	test('a page without an origin of its own is refused', async () => {
		expect((await get({ origin: 'null' })).status).toBe(403);
	});

	test('a page of the daemon itself is let in', async () => {
		const host = `127.0.0.1:${edge.port}`;
		expect((await get({ host, origin: `http://${host}` })).status).toBe(200);
	});

	test.each(['cross-site', 'same-site'])(
		'an image or script from a %s page is refused',
		async (site) => {
			const { status } = await get({ 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' });
			expect(status).toBe(403);
		},
	);

	test('a person may follow a link from another site', async () => {
		const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
		expect((await get(headers, '/link/x1')).status).toBe(200);
	});

	test('an allowed origin may read the answer', async () => {
		const { headers } = await get({ origin: TRUSTED });
		expect(headers['access-control-allow-origin']).toBe(TRUSTED);
		expect(headers['vary']).toContain('Origin');
	});

	test('nobody else is told of cross-origin rights', async () => {
		expect((await get({})).headers['access-control-allow-origin']).toBeUndefined();
	});

	test('an allowed origin may ask before it sends its key', async () => {
		const ask = { origin: TRUSTED, 'access-control-request-method': 'POST' };
		const { status, headers } = await get(ask, '/v1/sessions', 'OPTIONS');
		expect(status).toBe(204);
		expect(headers['access-control-allow-headers']).toContain('Authorization');
		expect(headers['access-control-max-age']).toBe('600');
	});

	test('a key is taken from X-API-Key as well', async () => {
		expect((await get({ 'x-api-key': ADMIN_KEY }, '/v1/me')).status).toBe(200);
	});

	test('the same key in both headers is fine', async () => {
		const headers = { 'x-api-key': ADMIN_KEY, authorization: `bearer ${ADMIN_KEY}` };
		expect((await get(headers, '/v1/me')).status).toBe(200);
	});

	test('two different keys are refused', async () => {
		const { key } = edge.createKey();
		const headers = { 'x-api-key': ADMIN_KEY, authorization: `Bearer ${key}` };
		expect((await get(headers, '/v1/me')).code).toBe('UNAUTHORIZED');
	});

	test('another scheme than Bearer is refused', async () => {
		expect((await get({ authorization: `Basic ${ADMIN_KEY}` }, '/v1/me')).status).toBe(401);
	});

	test('a body is not read for a caller without a key', async () => {
		const response = await edge.request('POST', '/v1/sessions', {
			...{ key: null, body: 'this is no JSON' },
			headers: { 'content-type': 'application/json' },
		});
		expect(await problemOf(response)).toEqual({ status: 401, code: 'UNAUTHORIZED' });
	});
});

describe('wrong keys', () => {
	let edge: Edge;
	const clock = new ManualClock();
	const status = async (key: string | null) =>
		(await edge.request('GET', '/v1/me', { key })).status;
	const fail = async (times: number) => {
		const statuses = [];
		for (let i = 0; i < times; i += 1) statuses.push(await status(`wrong-${i}`));
		return statuses;
	};

	beforeAll(async () => {
		edge = await new Edge({ clock }).start();
	});
	afterAll(() => edge.close());

	test('are counted after the tenth in a minute, and forgotten after a quarter of an hour', async () => {
		expect(await fail(12)).toEqual([...Array<number>(10).fill(401), 429, 429]);
		clock.advance(15 * 60_000);
		expect(await status('wrong')).toBe(401);
	});

	test('do not shut out a valid key from the same address', async () => {
		await fail(12);
		expect(await status(ADMIN_KEY)).toBe(200);
	});

	test('are told how long it takes', async () => {
		await fail(12);
		const response = await edge.request('GET', '/v1/me', { key: 'wrong' });
		expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(60);
	});

	test('no key at all is not counted', async () => {
		clock.advance(60 * 60_000);
		for (let i = 0; i < 12; i += 1) await status(null);
		expect(await status('wrong')).toBe(401);
	});
});
