import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeTypeDescription } from 'n8n-workflow';
import { parseSourceFile } from '../../scripts/architecture/source-file.ts';
import { Engine } from './engine.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readJson = <T>(path: string) => JSON.parse(read(path)) as T;

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
	dependencies?: object;
	peerDependencies: object;
}

/** Files under a folder of the repository that end like this, without their folder. */
const filesOf = (folder: string, ending: string): string[] =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(ending))
		.map((path) => path.slice(0, -ending.length))
		.sort();

const manifest = readJson<Manifest>('package.json');
const NODES = filesOf('nodes', '.node.ts');
const CREDENTIALS = filesOf('credentials', '.credentials.ts');

describe('The tarball', () => {
	let packed: string[];
	beforeAll(async () => {
		const { stdout } = await promisify(execFile)(
			'npm',
			['pack', '--dry-run', '--json', '--ignore-scripts', '--silent'],
			{ cwd: ROOT },
		);
		const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
		packed = files.map(({ path }) => path).sort();
	});

	test('holds what is built of nodes, credentials and icons, and three files that npm wants', () => {
		const built = (folder: string) =>
			filesOf(folder, '.ts').map((path) => `dist/${folder}/${path}.js`);
		expect(packed).toEqual(
			[
				...['package.json', 'README.md', 'LICENSE'],
				...[...built('nodes'), ...built('credentials')],
				...NODES.map((node) => `dist/nodes/${node}.node.json`),
				...['dist/icons/waypost.svg', 'dist/icons/waypost.dark.svg'],
			].sort(),
		);
	});

	test('needs nothing to be installed with it', () => {
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('asks at run time for nothing but itself, n8n-workflow and node:crypto', () => {
		const asked = ['nodes', 'credentials'].flatMap((folder) =>
			filesOf(`dist/${folder}`, '.js').flatMap((path) => {
				const file = `dist/${folder}/${path}.js`;
				return parseSourceFile(file, read(file)).imports.map(({ target }) => target);
			}),
		);
		const outside = new Set(asked.filter((target) => !target.startsWith('dist/')));
		expect([...outside].sort()).toEqual(['n8n-workflow', 'node:crypto']);
	});
});

describe('The manifest', () => {
	test('lists every node', () => {
		expect([...manifest.n8n.nodes].sort()).toEqual(
			NODES.map((node) => `dist/nodes/${node}.node.js`),
		);
	});

	test('lists every credential', () => {
		expect(manifest.n8n.credentials).toEqual(
			CREDENTIALS.map((credential) => `dist/credentials/${credential}.credentials.js`),
		);
	});
});

describe('n8n loads', () => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await Engine.start(ROOT);
	});

	test('all nodes, under the names that workflows keep', () => {
		expect(Object.keys(engine.loaders[0]!.nodeTypes).sort()).toEqual([
			'linkWhatsApp',
			'sendAttachment',
			'sendMessage',
			'waypostTrigger',
		]);
	});

	test('the credential', () => {
		expect(Object.keys(engine.loaders[0]!.credentialTypes)).toEqual(['waypostApi']);
	});

	test.each(NODES)('%s with a category and words to find it by', (node) => {
		const { codex } = engine.nodeType(typeNameOf(node)).description;
		expect(codex?.categories).toContain('Communication');
		expect(codex?.alias).toEqual(expect.arrayContaining(['WhatsApp']));
	});

	test.each(NODES)('%s with a credential that it tests itself', (node) => {
		const { description, methods } = engine.nodeType(typeNameOf(node));
		expect(description.credentials).toEqual([
			{ name: 'waypostApi', required: true, testedBy: 'waypostApiTest' },
		]);
		expect(methods?.credentialTest).toHaveProperty('waypostApiTest');
	});
});

describe('Icons', () => {
	/** The names in a source, from the folder it is built into. */
	const iconsOf = (path: string): string[] =>
		[...read(path).matchAll(/file:([^'"]+)/g)].map(([, icon = '']) =>
			relative(ROOT, join(ROOT, 'dist', dirname(path), icon)),
		);

	test.each([
		...NODES.map((node) => `nodes/${node}.node.ts`),
		...CREDENTIALS.map((credential) => `credentials/${credential}.credentials.ts`),
	])('%s has one for light and one for dark', (path) => {
		expect(iconsOf(path)).toEqual(['dist/icons/waypost.svg', 'dist/icons/waypost.dark.svg']);
	});

	test('are there, and differ', () => {
		expect(existsSync(join(ROOT, 'dist/icons/waypost.svg'))).toBe(true);
		expect(read('dist/icons/waypost.dark.svg')).not.toBe(read('dist/icons/waypost.svg'));
	});

	test.each(['waypost.svg', 'waypost.dark.svg'])(
		'%s is square, small and only a picture',
		(icon) => {
			const svg = read(`icons/${icon}`);
			expect(svg).toContain('viewBox="0 0 60 60"');
			expect(svg.length).toBeLessThan(2_000);
			expect(svg).not.toMatch(/<script|<style|<image|href|\bon\w+=|url\(/);
		},
	);
});

/** `sendMessage` of `SendMessage/SendMessage`. */
function typeNameOf(node: string): INodeTypeDescription['name'] {
	const name = basename(node);
	return name.charAt(0).toLowerCase() + name.slice(1);
}
