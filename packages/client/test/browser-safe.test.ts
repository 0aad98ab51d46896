import { expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';

const DIST = new URL('../dist/', import.meta.url);

/** Every module the built client imports, from all its files. */
async function importedModules(): Promise<string[]> {
	const files = (await readdir(DIST)).filter((name) => name.endsWith('.js'));
	const sources = await Promise.all(files.map((name) => readFile(new URL(name, DIST), 'utf8')));
	const specifier = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g;
	return sources.flatMap((source) => [...source.matchAll(specifier)].map(([, name]) => name ?? ''));
}

test('the built client imports its own files and nothing else', async () => {
	const modules = await importedModules();
	expect(modules).toContain('./client.js');
	expect(modules.filter((name) => !name.startsWith('./'))).toEqual([]);
});
