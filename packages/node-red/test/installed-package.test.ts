import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exampleFlow, EXAMPLES } from './example-flows.ts';
import { PACKAGE } from './installation.ts';
import { RealNodeRed } from './real-node-red.ts';

const NAME = 'node-red-contrib-waypost';
const EXAMPLE_NAMES = readdirSync(EXAMPLES).map((file) => file.replace('.json', ''));
const ICONS = join(PACKAGE, 'dist/nodes/icons');

let nodeRed: RealNodeRed;
beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
}, 60_000);
afterAll(() => nodeRed[Symbol.asyncDispose]());

const get = (path: string) => nodeRed.fetch('GET', path, null);

/** The editor's request for the dialogs and help of all nodes. */
const editorNodes = (language: string) =>
	fetch(`${nodeRed.url}/nodes`, { headers: { accept: 'text/html', 'accept-language': language } });

test('Node-RED and Node.js are those that were asked for', async () => {
	const versionOf = (name: string) =>
		(requireNative(`${name}/package.json`) as { version: string }).version;
	// In a clone of a repository it says `5.0.7-git`.
	expect(await (await get('/settings')).json()).toMatchObject({
		version: expect.stringContaining(versionOf('node-red')),
	});
	expect(await (await get('/diagnostics')).json()).toMatchObject({
		nodejs: { version: `v${versionOf('node')}` },
	});
});

test('Node-RED loads every node of the package', async () => {
	const sets = (await (await get('/nodes')).json()) as {
		module: string;
		types: string[];
		err?: string;
	}[];
	const ours = sets.filter(({ module }) => module === NAME);
	expect(ours.filter(({ err }) => err !== undefined)).toEqual([]);
	expect(ours.flatMap(({ types }) => types).sort()).toEqual([
		...['waypost-config', 'waypost-in', 'waypost-link', 'waypost-send', 'waypost-send-attachment'],
	]);
});

test('the editor lists the examples', async () => {
	const listed: unknown = await (await get(`/library/examples/flows/${NAME}`)).json();
	expect(listed).toEqual(EXAMPLE_NAMES.map((fn) => ({ fn })));
});

test.each(EXAMPLE_NAMES)('the editor can import the example %s', async (name) => {
	const flow: unknown = await (await get(`/library/examples/flows/${NAME}/${name}`)).json();
	expect(flow).toEqual(exampleFlow(`${name}.json`));
});

test.each(readdirSync(ICONS))('the editor gets the icon %s', async (name) => {
	const icon = await get(`/icons/${NAME}/${name}`);
	expect(icon.headers.get('content-type')).toContain('image/svg+xml');
	expect(await icon.text()).toBe(readFileSync(join(ICONS, name), 'utf8'));
});

test.each(readdirSync(join(PACKAGE, 'resources')))('the editor gets %s', async (name) => {
	const answer = await get(`/resources/${NAME}/${name}`);
	expect(await answer.text()).toContain('window.Waypost');
});

test.each([
	['en-US', 'Send a QR code by itself while no phone is linked'],
	['de', 'Von selbst einen QR-Code'],
])('the dialogs have texts in %s', async (language, text) => {
	const answer = await get(`/locales/${NAME}/waypost-link?lng=${language}`);
	expect(await answer.text()).toContain(text);
});

test.each([
	['en-US', 'Link WhatsApp'],
	['de', 'Verknüpft eine WhatsApp-Nummer'],
])('help is there in %s', async (language, words) => {
	expect(await (await editorNodes(language)).text()).toContain(words);
});
