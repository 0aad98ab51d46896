import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiKey, CreatedApiKey, type CreateApiKey, listOf, Me, PRESETS } from '@waypost/contract';
import { Edge, problemOf } from './edge.js';
import { ManualClock } from './manual-clock.js';

describe('API keys', () => {
	let edge: Edge;
	const clock = new ManualClock();
	const create = (json: Partial<CreateApiKey>, key?: string) =>
		edge.request('POST', '/v1/keys', {
			json: { name: 'n8n', preset: 'automation', ...json },
			...(key && { key }),
		});
	const createOne = async (json: Partial<CreateApiKey> = {}) =>
		CreatedApiKey.parse(await (await create(json)).json());
	const me = (key: string) => edge.request('GET', '/v1/me', { key });

	beforeAll(async () => {
		edge = await new Edge({ clock }).start();
	});
	afterAll(() => edge.close());

	test('are shown once, when they are made', async () => {
		const { key, id } = await createOne();
		expect(key).toMatch(/^wp_live_[a-z0-9]{8}_[\w-]{43}_[\w-]{6}$/);
		const answer = (await (await edge.request('GET', `/v1/keys/${id}`)).json()) as object;
		expect(ApiKey.parse(answer).name).toBe('n8n');
		expect(answer).not.toHaveProperty('key');
	});

	test('are not in the database', async () => {
		const { key, id } = await createOne();
		const row = edge.database.get('SELECT * FROM api_keys WHERE id = ?', id);
		expect(JSON.stringify(row)).not.toContain(key);
	});

	test('have the scopes of their preset', async () => {
		const { key } = await createOne({ preset: 'sender', sessions: ['sales'] });
		const answer = Me.parse(await (await me(key)).json());
		expect(answer).toMatchObject({ scopes: [...PRESETS.sender], sessions: ['sales'] });
	});

	test('are listed in pages', async () => {
		await createOne();
		await createOne();
		const Keys = listOf(ApiKey);
		const first = Keys.parse(await (await edge.request('GET', '/v1/keys?limit=1')).json());
		const path = `/v1/keys?limit=1&after=${first.next ?? ''}`;
		const second = Keys.parse(await (await edge.request('GET', path)).json());
		expect(second.data[0]?.id).not.toBe(first.data[0]?.id);
	});

	test('end at once when they are revoked, and then look like unknown ones', async () => {
		const { key, id } = await createOne();
		const { status } = await edge.request('DELETE', `/v1/keys/${id}`);
		const revoked = (await (await me(key)).json()) as { code: string; detail: string };
		const unknown = (await (await me('wrong')).json()) as { code: string; detail: string };
		expect(status).toBe(204);
		expect(revoked.code).toBe('UNAUTHORIZED');
		expect(revoked.detail).toBe(unknown.detail);
	});

	test('that were copied wrong are refused', async () => {
		const { key } = await createOne();
		expect((await me(key.slice(0, -1))).status).toBe(401);
	});

	test('say so when they have expired', async () => {
		const expiresAt = new Date(clock.now() + 1000).toISOString();
		const { key } = await createOne({ expiresAt });
		expect((await me(key)).status).toBe(200);
		clock.advance(1000);
		expect(await problemOf(await me(key))).toEqual({ status: 401, code: 'KEY_EXPIRED' });
	});

	test('cannot be made for a time that has passed', async () => {
		const response = await create({ expiresAt: '2020-01-01T00:00:00.000Z' });
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('work only from their addresses', async () => {
		const elsewhere = await createOne({ ipAllow: ['203.0.113.0/24'] });
		const here = await createOne({ ipAllow: ['203.0.113.0/24', '127.0.0.0/8'] });
		expect(await problemOf(await me(elsewhere.key))).toEqual({ status: 403, code: 'FORBIDDEN' });
		expect((await me(here.key)).status).toBe(200);
	});

	test('remember their last use to the minute', async () => {
		const { key, id } = await createOne();
		const lastUsedAt = async () => {
			edge.database.flush();
			const answer = await edge.request('GET', `/v1/keys/${id}`);
			return ApiKey.parse(await answer.json()).lastUsedAt;
		};
		await me(key);
		const first = await lastUsedAt();
		clock.advance(59_000);
		await me(key);
		expect(await lastUsedAt()).toBe(first);
		clock.advance(1000);
		await me(key);
		expect(await lastUsedAt()).toBe(new Date(clock.now()).toISOString());
	});

	test('that are rotated stay valid for the grace time', async () => {
		const { key: old, id } = await createOne();
		const rotated = await edge.request('POST', `/v1/keys/${id}/rotate?grace=60`);
		const { key } = CreatedApiKey.parse(await rotated.json());
		expect([(await me(old)).status, (await me(key)).status]).toEqual([200, 200]);
		clock.advance(60_000);
		expect([(await me(old)).status, (await me(key)).status]).toEqual([401, 200]);
	});

	test('that do not exist are not found', async () => {
		const response = await edge.request('POST', '/v1/keys/nothing1/rotate');
		expect(await problemOf(response)).toEqual({ status: 404, code: 'KEY_NOT_FOUND' });
	});

	describe('made by a key that is not the admin', () => {
		let key: string;
		const rights = { scopes: ['keys:manage' as const, 'messages:send' as const] };
		const expiresAt = '2030-01-01T00:00:00.000Z';
		const own = {
			...{ sessions: ['sales', 'support'], maxSessions: 3, expiresAt },
			ipAllow: ['127.0.0.1', '203.0.113.0/24'],
		};
		const given = { ...own, scopes: ['messages:send' as const], preset: undefined };
		const tryOne = (json: Partial<CreateApiKey>) => create({ ...given, ...json }, key);

		beforeEach(() => {
			({ key } = edge.createKey({ ...rights, ...own }));
		});

		test('may have what that key has itself', async () => {
			const response = await tryOne({ sessions: ['sales'], maxSessions: 2 });
			expect(response.status).toBe(201);
		});

		test.each([
			['a scope', { scopes: ['messages:read'] }],
			['every scope', { scopes: ['admin'] }],
			['a session', { sessions: ['other'] }],
			['every session', { sessions: ['*'] }],
			['more sessions', { maxSessions: 4 }],
			['as many sessions as it likes', { maxSessions: undefined }],
			['a longer life', { expiresAt: '2031-01-01T00:00:00.000Z' }],
			['a life without end', { expiresAt: undefined }],
			['another address', { ipAllow: ['198.51.100.1'] }],
			['any address', { ipAllow: [] }],
		])('may not have %s beyond it', async (_what, json) => {
			const response = await tryOne(json as never);
			expect(await problemOf(response)).toEqual({ status: 403, code: 'FORBIDDEN' });
		});

		test('does not give away the secret of a better key', async () => {
			const better = edge.createKey({ scopes: ['admin'], sessions: ['sales'] });
			const response = await edge.request('POST', `/v1/keys/${better.id}/rotate`, { key });
			expect(await problemOf(response)).toEqual({ status: 403, code: 'FORBIDDEN' });
		});

		test('does not show keys of other sessions', async () => {
			const other = edge.createKey({ scopes: ['messages:send'], sessions: ['other'] });
			const response = await edge.request('GET', `/v1/keys/${other.id}`, { key });
			expect(await problemOf(response)).toEqual({ status: 404, code: 'KEY_NOT_FOUND' });
		});

		test('may be that key itself, with a new secret', async () => {
			const { id, key: self } = edge.createKey({ ...rights, ...own });
			const response = await edge.request('POST', `/v1/keys/${id}/rotate`, { key: self });
			expect(response.status).toBe(200);
		});
	});
});
