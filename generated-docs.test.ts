import { expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGES, renderPage } from './scripts/docs/pages.ts';

test.each(Object.keys(PAGES))('%s is what `npm run docs` writes', async (path) => {
	const committed = await readFile(join(import.meta.dirname, path), 'utf8');
	expect(committed).toBe(await renderPage(path));
});
