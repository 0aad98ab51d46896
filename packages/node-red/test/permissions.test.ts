import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RealNodeRed } from './real-node-red.ts';

let nodeRed: RealNodeRed;
beforeAll(async () => {
	nodeRed = await RealNodeRed.start({ admin: '*', reader: 'read', editor: 'waypost.write' });
}, 60_000);
afterAll(() => nodeRed[Symbol.asyncDispose]());

const ROUTES = [
	['GET', '/waypost/config/sessions'],
	['GET', '/waypost/config/sessions/sales/groups'],
	['GET', '/waypost/config/sessions/sales/link'],
	['POST', '/waypost/config/sessions/sales/link'],
	['POST', '/waypost/config/sessions/sales/unlink'],
] as const;

describe.each(ROUTES)('%s %s', (method, path) => {
	test.each([
		['somebody without a login', null],
		['a user who may only read', 'reader'],
	])('is refused to %s', async (_name, user) => {
		const answer = await nodeRed.fetch(method, path, user);
		expect(answer.status).toBe(401);
	});

	test.each(['admin', 'editor'])('is answered to %s', async (user) => {
		const answer = await nodeRed.fetch(method, path, user);
		expect(await answer.json()).toMatchObject({ code: 'NOT_DEPLOYED' });
		expect(answer.status).toBe(404);
	});
});

test.each([
	['somebody without a login', null, 401],
	['a user who may only read', 'reader', 401],
	['a user who may change flows', 'editor', 404],
])('to test a connection, %s (%s) is answered %i', async (_name, user, status) => {
	const stored = { id: 'config', url: 'http://127.0.0.1:9', apiKey: '__PWRD__' };
	expect((await nodeRed.fetch('POST', '/waypost/test', user, stored)).status).toBe(status);
});
