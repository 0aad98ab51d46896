import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Problem } from '@waypost/contract';
import { DatabaseSync } from 'node:sqlite';
import type { Handlers } from '../../src/http/route.js';
import { WaypostError } from '../../src/runtime/waypost-error.js';
import { Edge, problemOf } from './edge.js';
import { rawRequest } from './raw-request.js';

/** What SQLite throws when a table is missing: a mistake of ours, not of the disk. */
function sqliteError(): unknown {
	const database = new DatabaseSync(':memory:');
	try {
		return database.exec('SELECT * FROM nothing');
	} catch (error) {
		return error;
	} finally {
		database.close();
	}
}

const fail = (error: () => unknown) => () => {
	throw error();
};

describe('a failure', () => {
	let edge: Edge;
	const handlers: Partial<Handlers> = {
		listSessions: fail(() => new Error('the password is hunter2')),
		createSession: fail(
			() => new WaypostError('WHATSAPP_NOT_READY', 'Not yet.', { retryAfter: 2.4 }),
		),
		getSession: fail(() => new WaypostError('MESSAGE_REJECTED', 'No.', { upstreamCode: 479 })),
		stopSession: fail(sqliteError),
		startSession: fail(() => Object.assign(new Error('write'), { code: 'ENOSPC' })),
		listMessages: fail(() =>
			Object.assign(new Error('io'), { code: 'ERR_SQLITE_ERROR', errcode: 4874 }),
		),
	};

	beforeAll(async () => {
		edge = await new Edge({ handlers }).start();
	});
	afterAll(() => edge.close());

	test('is answered by a problem of the contract', async () => {
		const response = await edge.request('POST', '/v1/sessions', { json: {} });
		const problem = Problem.parse(await response.json());
		expect(response.headers.get('content-type')).toContain('application/problem+json');
		expect(problem).toMatchObject({
			type: '/errors/WHATSAPP_NOT_READY',
			status: 503,
			detail: 'Not yet.',
			retryable: true,
			requestId: response.headers.get('x-request-id'),
			success: false,
			error: { code: 'WHATSAPP_NOT_READY', message: 'Not yet.' },
		});
	});

	test('is plain JSON for a client that takes nothing else', async () => {
		const headers = { accept: 'application/json' };
		const response = await edge.request('POST', '/v1/sessions', { json: {}, headers });
		expect(response.headers.get('content-type')).toContain('application/json');
	});

	test('says when to try again, in whole seconds', async () => {
		const response = await edge.request('POST', '/v1/sessions', { json: {} });
		expect(response.headers.get('retry-after')).toBe('3');
	});

	test('carries the number of WhatsApp', async () => {
		const response = await edge.request('GET', '/v1/sessions/sales');
		expect(await response.json()).toMatchObject({ status: 502, upstreamCode: 479 });
	});

	test('that nobody foresaw says its id only, and is in the log with its stack', async () => {
		const response = await edge.request('GET', '/v1/sessions');
		const text = await response.text();
		const { requestId, code } = JSON.parse(text) as { requestId: string; code: string };
		expect({ status: response.status, code }).toEqual({ status: 500, code: 'SERVER_ERROR' });
		expect(text).not.toContain('hunter2');
		const logged = edge.logged.find((line) => line.includes(requestId) && line.includes('"err"'));
		expect(logged).toContain('problems.test');
	});

	test('of a statement is a mistake of ours', async () => {
		const response = await edge.request('POST', '/v1/sessions/sales/stop');
		expect(await problemOf(response)).toEqual({ status: 500, code: 'SERVER_ERROR' });
	});

	test('of the disk is a matter of the store', async () => {
		const response = await edge.request('GET', '/v1/sessions/sales/messages');
		expect(await problemOf(response)).toEqual({ status: 503, code: 'STORAGE_UNAVAILABLE' });
	});

	test('of a full disk says so', async () => {
		const response = await edge.request('POST', '/v1/sessions/sales/start');
		expect(await problemOf(response)).toEqual({ status: 507, code: 'STORAGE_FULL' });
	});
});

describe('an address', () => {
	let edge: Edge;
	beforeAll(async () => {
		edge = await new Edge().start();
	});
	afterAll(() => edge.close());

	test('that leads nowhere is not found', async () => {
		const response = await edge.request('GET', '/v1/nothing');
		expect(await problemOf(response)).toEqual({ status: 404, code: 'NOT_FOUND' });
	});

	test('tells which methods it takes', async () => {
		const response = await edge.request('PUT', '/v1/sessions');
		expect(response.headers.get('allow')).toBe('POST, GET, HEAD');
		expect(await problemOf(response)).toEqual({ status: 405, code: 'METHOD_NOT_ALLOWED' });
	});

	test.each(['/%zz', '/v1/sessions/%E0%A4%A', '/link/%ff'])(
		'that is not valid URL encoding is refused: %s',
		async (path) => {
			const { status, code } = await rawRequest({ port: edge.port, path });
			expect({ status, code }).toEqual({ status: 400, code: 'INVALID_REQUEST' });
		},
	);

	test('with an invalid session id is refused', async () => {
		const response = await edge.request('GET', '/v1/sessions/..%2fetc');
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('takes a value once', async () => {
		const response = await edge.request('GET', '/v1/sessions?limit=1&limit=2');
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});

	test('takes no query value that it does not know', async () => {
		const response = await edge.request('GET', '/v1/sessions?page=2');
		expect(await problemOf(response)).toEqual({ status: 400, code: 'INVALID_REQUEST' });
	});
});

describe('every answer', () => {
	let edge: Edge;
	beforeAll(async () => {
		edge = await new Edge().start();
	});
	afterAll(() => edge.close());

	test('is neither cached, sniffed, framed nor marked', async () => {
		const { headers } = await edge.request('GET', '/v1/sessions');
		expect(headers.get('cache-control')).toBe('no-store');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('content-security-policy')).toContain("default-src 'none'");
		expect(headers.get('etag')).toBeNull();
		expect(headers.get('x-powered-by')).toBeNull();
	});

	test('is a refusal while the daemon stops, except that the process is up', async () => {
		edge.closing.abort();
		const refused = await edge.request('GET', '/v1/sessions');
		const alive = await edge.request('GET', '/health/live');
		expect(await problemOf(refused)).toEqual({ status: 503, code: 'SHUTTING_DOWN' });
		expect(alive.status).toBe(200);
	});
});
