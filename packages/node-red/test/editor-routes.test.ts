import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NodeRedWorld, setEnvironment } from './node-red-world.ts';
import { OUT, sendNode } from './send-flow.ts';

let world: NodeRedWorld;
beforeEach(async () => {
	world = await NodeRedWorld.start();
	await world.waypost.linkedSession('sales');
	await world.load(world.config(), sendNode(), OUT);
});
afterEach(() => world[Symbol.asyncDispose]());

const STORED = '__PWRD__';

describe('the test of the connection', () => {
	const ask = (values: object) => world.admin('post', '/waypost/test', values);

	test('with the values of the dialog says whose key it is', async () => {
		const { status, body } = await ask({ url: world.waypost.daemon.url, apiKey: world.apiKey });
		expect(status).toBe(200);
		expect(body).toMatchObject({ name: 'node-red', missing: [] });
		expect(body['text']).toMatch(/^Connected to Waypost .* as “node-red”\.$/);
	});

	test('a key that is stored is tested at its own address, and does not go to the browser', async () => {
		const values = { id: 'config', url: `${world.waypost.daemon.url}/`, apiKey: STORED };
		const { status, body } = await ask(values);
		expect([status, body['name']]).toEqual([200, 'node-red']);
		expect(JSON.stringify(body)).not.toContain(world.apiKey);
	});

	test('a key that is stored goes to no other address', async () => {
		const { status, body } = await ask({
			id: 'config',
			url: 'http://127.0.0.1:9',
			apiKey: STORED,
		});
		expect([status, body['code']]).toEqual([502, 'KEY_NEEDED']);
	});

	test('variables of the environment stand for both', async () => {
		setEnvironment('WAYPOST_TEST_URL', world.waypost.daemon.url);
		setEnvironment('WAYPOST_TEST_KEY', world.apiKey);
		const values = { url: '${WAYPOST_TEST_URL}', apiKey: '${WAYPOST_TEST_KEY}' };
		expect((await ask(values)).status).toBe(200);
	});

	test('names what a key may not do', async () => {
		const { body: key } = await world.waypost.call<{ key: string }>('POST', '/v1/keys', {
			json: { name: 'sender', preset: 'sender' },
		});
		const { body } = await ask({ url: world.waypost.daemon.url, apiKey: key.key });
		expect(body).toMatchObject({ missing: ['events:read'] });
		expect(body['text']).toContain('It lacks: events:read');
	});

	test.each([
		['a wrong key', { apiKey: 'wp_wrong' }, 'UNAUTHORIZED'],
		['no key', { apiKey: '' }, 'INVALID_API_KEY'],
		['no address', { url: '' }, 'INVALID_URL'],
		['nobody there', { url: 'http://127.0.0.1:9' }, 'UNREACHABLE'],
		['a connection that is not deployed', { id: 'new', apiKey: STORED }, 'NOT_DEPLOYED'],
	])('%s is an error in words', async (_name, change, code) => {
		const values = { url: world.waypost.daemon.url, apiKey: world.apiKey };
		const { status, body } = await ask({ ...values, ...change });
		expect(status).toBeGreaterThanOrEqual(400);
		expect(body).toEqual({ code, error: expect.stringMatching(/^The|^This|^Waypost/) });
	});
});

test('the sessions to choose from', async () => {
	const { body } = await world.admin('get', '/waypost/config/sessions');
	expect(body).toEqual([
		{ id: 'sales', name: expect.anything(), state: 'connected', phoneNumber: '+491700000001' },
	]);
});

test('the groups to choose from', async () => {
	const [anna, ben] = [await world.waypost.anna(), await world.waypost.ben()];
	const group = await world.waypost.sandbox.createGroup({
		subject: 'Family',
		members: [anna.phoneNumber, ben.phoneNumber],
	});
	const { body } = await world.admin('get', '/waypost/config/sessions/sales/groups');
	expect(body).toEqual([{ id: group.id, subject: 'Family' }]);
});

test('before the first deploy there is nothing to choose from', async () => {
	const { status, body } = await world.admin('get', '/waypost/new/sessions');
	expect([status, body['code']]).toEqual([404, 'NOT_DEPLOYED']);
});

test('a form of another web page is refused', async () => {
	const values = `url=${encodeURIComponent(world.waypost.daemon.url)}&apiKey=${world.apiKey}`;
	const { status } = await world.adminForm('/waypost/test', values);
	expect(status).toBe(415);
});

test('the groups of a session that a variable names', async () => {
	setEnvironment('WAYPOST_TEST_SESSION', 'sales');
	const session = encodeURIComponent('${WAYPOST_TEST_SESSION}');
	const { status } = await world.admin('get', `/waypost/config/sessions/${session}/groups`);
	expect(status).toBe(200);
});
