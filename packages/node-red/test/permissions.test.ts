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
	['POST', '/waypost/config/test'],
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

test('a connection that is not deployed cannot be tested by a user who may only read', async () => {
	expect((await nodeRed.fetch('POST', '/waypost/test', 'reader')).status).toBe(401);
});
