import { describe, expect, test } from '@jest/globals';
import { REASON_CODES, SESSION_STATES } from '@waypost/contract';
import {
	editorTypes,
	iconNames,
	LANGUAGES,
	manifest,
	read,
	readEditorFile,
	readTexts,
	resourceNames,
	textsAskedFor,
} from './editor-files.ts';

const TYPES = editorTypes();
const textsOf = (language: (typeof LANGUAGES)[number]) =>
	new Map(TYPES.map((type) => [type, readTexts(language, type)]));

test('package.json lists each node that has a dialog, and no other', () => {
	const { nodes } = manifest()['node-red'];
	expect(Object.keys(nodes).sort()).toEqual([...TYPES].sort());
	for (const [type, path] of Object.entries(nodes)) expect(path).toBe(`dist/nodes/${type}.js`);
});

test('the config node comes first, since the others use it', () => {
	expect(Object.keys(manifest()['node-red'].nodes)[0]).toBe('waypost-config');
});

describe.each(TYPES)('the dialog of %s', (type) => {
	const file = readEditorFile(type);
	const [definition] = file.registered.values();
	const isConfig = type === 'waypost-config';

	test('registers this type and no other, by a name that tools can read', () => {
		expect([...file.registered.keys()]).toEqual([type]);
		expect(file.script).toContain(`RED.nodes.registerType('${type}', {`);
	});

	test('is the type that the node registers when it runs', () => {
		expect(read(`src/nodes/${type}.ts`)).toContain(`RED.nodes.registerType('${type}', `);
	});

	test('brings the scripts it uses along: nodes that are added later are loaded in any order', () => {
		const used = {
			WaypostRows: ['waypost-rows.js'],
			WaypostDialogs: ['waypost-dialogs.js'],
			WaypostEditor: ['waypost-link-parts.js', 'waypost-editor.js'],
		};
		const html = read(`src/nodes/${type}.html`);
		const loaded = [...html.matchAll(/<script src="([^"]+)">/g)].map(([, path = '']) => path);
		const needed = Object.entries(used).filter(([name]) => file.script.includes(name));
		expect(loaded).toEqual(
			needed.flatMap(([, scripts]) =>
				scripts.map((script) => `resources/node-red-contrib-waypost/${script}`),
			),
		);
	});

	test('stands in its place in the palette, with an icon that is there', () => {
		expect(definition!.category).toBe(isConfig ? 'config' : 'WhatsApp');
		if (isConfig) return;
		expect(definition!.paletteLabel).toContain('WhatsApp');
		expect(iconNames()).toContain(definition!.icon);
	});

	test('has a field for each value that is stored, or sets it itself', () => {
		const prefix = isConfig ? 'node-config-input-' : 'node-input-';
		const names = Object.keys({ ...definition!.defaults, ...definition!.credentials });
		const missing = names
			.filter((name) => !file.form.includes(`id="${prefix}${name}"`))
			.filter((name) => !file.script.includes(`this.${name} = `));
		expect(missing).toEqual([]);
	});

	test('stores nothing under a name that Node-RED uses itself', () => {
		const names = Object.keys(definition!.defaults);
		const taken = ['id', 'type', 'wires', 'inputs', 'outputs', 'x', 'y', 'z'];
		expect(names.filter((name) => taken.includes(name) || name.length === 1)).toEqual([]);
	});

	test('chooses its connection from the config nodes', () => {
		if (isConfig) return;
		expect(definition!.defaults['config']).toMatchObject({ type: 'waypost-config' });
	});

	test.each(LANGUAGES)('has all its texts in %s', (language) => {
		const texts = textsOf(language);
		const missing = textsAskedFor(file).filter((asked) => {
			const [owner = '', key = ''] = asked.split(':');
			const keys = [...(texts.get(owner)?.keys() ?? [])];
			return !keys.some((known) => (key.endsWith('.') ? known.startsWith(key) : known === key));
		});
		expect(missing).toEqual([]);
	});

	test.each(LANGUAGES)(
		'has help in %s, which begins with a sentence for the palette',
		(language) => {
			const help = read(`src/nodes/locales/${language}/${type}.html`);
			expect(help).toMatch(
				new RegExp(`^<script type="text/html" data-help-name="${type}">\\s*<p>[^<]{20,}`),
			);
		},
	);

	test('says the same in both languages, with the same values in it', () => {
		const [english, german] = LANGUAGES.map((language) => readTexts(language, type));
		expect([...german!.keys()]).toEqual([...english!.keys()]);
		for (const [key, text] of english!) {
			expect([key, valuesIn(german!.get(key)!)]).toEqual([key, valuesIn(text)]);
		}
	});
});

describe.each(LANGUAGES)('the panel that links a phone, in %s,', (language) => {
	const texts = readTexts(language, 'waypost-link');
	const has = (key: string) => texts.has(`waypost-link.panel.${key}`);

	test('has words for each state and each reason of a session', () => {
		const keys = [
			...['missing', 'missing-stays', ...SESSION_STATES].map((state) => `state.${state}`),
			// That a user did it says nothing new to the user.
			...REASON_CODES.filter((code) => code !== 'by-user').map((code) => `reason.${code}`),
		];
		expect(keys.filter((key) => !has(key))).toEqual([]);
	});

	test('has all texts that its script asks for', () => {
		const script = read('resources/waypost-link-parts.js') + read('resources/waypost-editor.js');
		const keys = [...script.matchAll(/\btext\('([a-z.-]+[a-z])'/g)].map(([, key = '']) => key);
		const buttons = [...script.matchAll(/button\('fa-[a-z-]+', '([a-z-]+)'/g)];
		const all = [...keys, ...buttons.map(([, key = '']) => key)];
		expect(all.length).toBeGreaterThan(15);
		expect(all.filter((key) => !has(key))).toEqual([]);
	});
});

test.each(LANGUAGES)('what all dialogs share has its texts in %s', (language) => {
	const texts = readTexts(language, 'waypost-config');
	const script = read('resources/waypost-dialogs.js');
	const keys = [...script.matchAll(/\btext\('([a-z.-]+)'/g)].map(([, key = '']) => key);
	expect(keys.length).toBeGreaterThan(1);
	expect(keys.filter((key) => !texts.has(key))).toEqual([]);
});

test('scripts of the editor ask Node-RED alone, by paths that its login covers', () => {
	for (const name of resourceNames()) {
		const script = read(`resources/${name}`);
		expect(script).not.toMatch(/\bfetch\(|XMLHttpRequest|https?:|['"`]\/waypost/);
	}
});

const valuesIn = (text: string): string[] => (text.match(/__\w+?__/g) ?? []).sort();
