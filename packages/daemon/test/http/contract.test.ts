import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
	createOpenApiDocument,
	openApiPath,
	ROUTES,
	SCOPES,
	type Route,
	type RouteName,
} from '@waypost/contract';
import type { Express } from 'express';
import { Edge, pathOf, problemOf } from './edge.js';

const rows = Object.entries<Route>(ROUTES) as [RouteName, Route][];
const isOpen = ({ access }: Route) => access === 'public' || access === 'ticket';

/** What Express really serves, as `get /path`. */
function servedRoutes(app: Express): string[] {
	return app.router.stack.flatMap(({ route }) => {
		if (!route) return [];
		const { methods } = route as unknown as { methods: Record<string, boolean> };
		const named = Object.keys(methods).filter((method) => method !== '_all');
		return named.map((method) => `${method} ${openApiPath(route.path)}`);
	});
}

function documentedRoutes(): string[] {
	const paths = createOpenApiDocument('1.0.0').paths ?? {};
	return Object.entries(paths).flatMap(([path, item]) =>
		Object.keys(item).map((method) => `${method} ${path}`),
	);
}

describe('the routes of the app', () => {
	let edge: Edge;
	beforeAll(async () => {
		edge = await new Edge().start();
	});
	afterAll(() => edge.close());

	test('are those of the OpenAPI document, and the other way round', () => {
		expect(servedRoutes(edge.app).sort()).toEqual(documentedRoutes().sort());
	});

	test.each(rows.filter(([, route]) => !isOpen(route)))(
		'%s is refused without a key',
		async (name, { method }) => {
			const response = await edge.request(method.toUpperCase(), pathOf(name), { key: null });
			expect(response.headers.get('www-authenticate')).toBe('Bearer');
			expect(await problemOf(response)).toEqual({ status: 401, code: 'UNAUTHORIZED' });
		},
	);

	test.each(rows.filter(([, route]) => isOpen(route)))(
		'%s needs no key',
		async (name, { method }) => {
			const response = await edge.request(method.toUpperCase(), pathOf(name), { key: null });
			await response.arrayBuffer();
			expect(response.status).not.toBe(401);
		},
	);

	test.each(rows.filter(([, route]) => !isOpen(route) && route.access !== 'any-key'))(
		'%s needs its scope, and says which',
		async (name, { method, access }) => {
			const scopes = SCOPES.filter((scope) => scope !== access && scope !== 'admin');
			const { key } = edge.createKey({ scopes });
			const response = await edge.request(method.toUpperCase(), pathOf(name), { key });
			const problem = (await response.json()) as { code: string; detail: string };
			expect(response.status).toBe(403);
			expect(problem.code).toBe('FORBIDDEN');
			expect(problem.detail).toContain(access);
		},
	);

	test.each(rows)(
		'%s reads an Idempotency-Key if its row says so, and not otherwise',
		async (name, { method, idempotent = false }) => {
			const headers = { 'idempotency-key': 'two words' };
			const response = await edge.request(method.toUpperCase(), pathOf(name), { headers });
			const isRefused = (await response.text()).includes('"code":"IDEMPOTENCY_KEY_INVALID"');
			expect(isRefused).toBe(idempotent);
		},
	);

	test.each(rows.filter(([, route]) => route.path.includes(':sessionId')))(
		'%s hides sessions outside the list of the key',
		async (name, { method, access }) => {
			const { key } = edge.createKey({ scopes: [access as never], sessions: ['support'] });
			const response = await edge.request(method.toUpperCase(), pathOf(name), { key });
			expect(await problemOf(response)).toEqual({ status: 404, code: 'SESSION_NOT_FOUND' });
		},
	);
});
