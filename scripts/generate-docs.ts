/** Writes the pages of `docs/` that are made from the code. Run it with `npm run docs`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGES, renderPage } from './docs/pages.ts';

const ROOT = join(import.meta.dirname, '..');

for (const path of Object.keys(PAGES)) {
	await writeFile(join(ROOT, path), await renderPage(path));
	console.log(`wrote ${path}`);
}
