import { describe, expect, test } from '@jest/globals';
import { createOpenApiDocument, openApiPath, ROUTES, SCOPES, type Route } from '../src/index.js';

const document = createOpenApiDocument('1.2.3');
const routes = Object.entries<Route>(ROUTES);

describe('the OpenAPI document', () => {
	test('is of version 3.1 and names the version of the daemon', () => {
		expect(document.openapi).toBe('3.1.0');
		expect(document.info.version).toBe('1.2.3');
	});

	test('holds every route of the table, and nothing else', () => {
		const described = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
			Object.keys(operations).map((method) => `${method} ${path}`),
		);
		expect(described.sort()).toEqual(
			routes.map(([, { method, path }]) => `${method} ${openApiPath(path)}`).sort(),
		);
	});

	test('names each operation as the table does, and says what scope it needs', () => {
		const { post } = document.paths?.['/v1/sessions/{sessionId}/messages'] ?? {};
		expect(post?.operationId).toBe('sendMessage');
		expect(post?.description).toContain('messages:send');
	});

	test('asks for a key wherever the daemon does', () => {
		for (const [, { method, path, access, takesTicket }] of routes) {
			const operation = document.paths?.[openApiPath(path)]?.[method];
			const isOpen = access === 'public' || access === 'ticket';
			const ways = isOpen ? 0 : takesTicket ? 3 : 2;
			expect([path, operation?.security?.length]).toEqual([path, ways]);
		}
	});

	test('describes the file part of a multipart send', () => {
		const body = JSON.stringify(
			document.paths?.['/v1/sessions/{sessionId}/messages']?.post?.requestBody,
		);
		expect(body).toContain('multipart/form-data');
		expect(body).toContain('"format":"binary"');
	});

	test('lists the Idempotency-Key of each route whose row says so, and of no other', () => {
		for (const [name, { method, path, idempotent = false }] of routes) {
			const operation = JSON.stringify(document.paths?.[openApiPath(path)]?.[method]);
			const listed = ['Idempotency-Key', 'Idempotent-Replayed'].map((header) =>
				operation.includes(header),
			);
			expect([name, ...listed]).toEqual([name, idempotent, idempotent]);
		}
	});

	test('says what an Idempotency-Key looks like, and that it may be left out', () => {
		const { post } = document.paths?.['/v1/sessions/{sessionId}/messages'] ?? {};
		const header = post?.parameters?.find((each) => 'in' in each && each.in === 'header');
		expect(header).toMatchObject({
			name: 'Idempotency-Key',
			schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
		});
		expect(header).not.toHaveProperty('required', true);
	});

	test('describes problems with their codes', () => {
		expect(JSON.stringify(document.components?.schemas?.['Problem'])).toContain('INVALID_NUMBER');
	});
});

describe('the table of routes', () => {
	test('names every parameter of a path in its schema', () => {
		for (const [name, { path, params }] of routes) {
			const inPath = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
			expect([name, Object.keys(params?.shape ?? {})]).toEqual([name, inPath]);
		}
	});

	test('knows only the scopes of the contract', () => {
		for (const [, { access }] of routes) {
			expect(['public', 'ticket', 'any-key', ...SCOPES]).toContain(access);
		}
	});
});
