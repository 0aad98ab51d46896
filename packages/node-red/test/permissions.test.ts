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

test('Node-RED loads every node of the package', async () => {
	const answer = await nodeRed.fetch('GET', '/nodes', 'admin');
	const sets = (await answer.json()) as { module: string; types: string[]; err?: string }[];
	const ours = sets.filter(({ module }) => module === 'node-red-contrib-waypost');
	expect(ours.filter(({ err }) => err !== undefined)).toEqual([]);
	expect(ours.flatMap(({ types }) => types).sort()).toEqual([
		...['waypost-config', 'waypost-in', 'waypost-link', 'waypost-send', 'waypost-send-attachment'],
	]);
});

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

test.each(['waypost-editor.js', 'waypost-dialogs.js'])('the editor gets %s', async (name) => {
	const answer = await nodeRed.fetch('GET', `/resources/node-red-contrib-waypost/${name}`, 'admin');
	expect(await answer.text()).toContain('window.Waypost');
});

test('help and texts are there in both languages', async () => {
	for (const [language, word] of [
		['en-US', 'Link WhatsApp'],
		['de', 'Verknüpft eine WhatsApp-Nummer'],
	] as const) {
		const answer = await fetch(`${nodeRed.url}/nodes`, {
			headers: {
				accept: 'text/html',
				'accept-language': language,
				authorization: 'Bearer admin',
			},
		});
		expect(await answer.text()).toContain(word);
	}
});
