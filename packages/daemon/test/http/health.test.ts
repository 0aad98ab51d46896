import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ERROR_CODES, Me, ROUTES } from '@waypost/contract';
import { WaypostError } from '../../src/runtime/waypost-error.js';
import { readVersion } from '../../src/health/version.js';
import { Edge, problemOf } from './edge.js';

describe('the daemon', () => {
	let edge: Edge;
	const get = (path: string) => edge.request('GET', path, { key: null });

	beforeEach(async () => {
		edge = await new Edge().start();
	});
	afterEach(() => edge.close());

	test('is up', async () => {
		expect(await (await get('/health/live')).json()).toEqual({ status: 'ok' });
	});

	test('is ready while its store can be written', async () => {
		expect((await get('/health/ready')).status).toBe(200);
	});

	test('is not ready while its store cannot be written', async () => {
		edge.database.assertWritable = () => {
			throw new WaypostError('STORAGE_FULL');
		};
		expect(await problemOf(await get('/health/ready'))).toEqual({
			status: 507,
			code: 'STORAGE_FULL',
		});
	});

	test('is not ready while it stops', async () => {
		edge.closing.abort();
		expect(await problemOf(await get('/health/ready'))).toEqual({
			status: 503,
			code: 'SHUTTING_DOWN',
		});
	});

	test('explains each of its error codes', async () => {
		const answers = await Promise.all(ERROR_CODES.map((code) => get(`/errors/${code}`)));
		for (const [index, code] of ERROR_CODES.entries()) {
			const parsed = ROUTES.explainError.responses[200].parse(await answers[index]?.json());
			expect(parsed.code).toBe(code);
		}
	});

	test.each(['NOTHING', 'toString', '__proto__'])('has no error code %s', async (code) => {
		expect(await problemOf(await get(`/errors/${code}`))).toEqual({
			status: 404,
			code: 'NOT_FOUND',
		});
	});

	test('describes itself as OpenAPI 3.1', async () => {
		const document = (await (await get('/openapi.json')).json()) as Record<string, unknown>;
		expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
	});

	test('tells a key who it is and which daemon this is', async () => {
		const { key } = edge.createKey({ name: 'n8n', preset: 'sender' });
		const answer = await edge.request('GET', '/v1/me', { key });
		expect(Me.parse(await answer.json())).toMatchObject({
			...{ name: 'n8n', version: '1.2.3', mode: 'sandbox' },
		});
	});

	test('has the version of its package', () => {
		expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
	});
});
