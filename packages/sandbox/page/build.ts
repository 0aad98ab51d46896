import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Makes `dist/page`: one script and one style sheet with all they need inside, so that the page loads
 * nothing from anywhere else. Types are checked by `npm run typecheck`.
 */
const SOURCES = import.meta.dirname;
const DIST = join(import.meta.dirname, '../dist/page');

mkdirSync(DIST, { recursive: true });
await build({
	entryPoints: { page: join(SOURCES, 'page.tsx'), style: join(SOURCES, 'page.css') },
	outdir: DIST,
	bundle: true,
	format: 'esm',
	target: 'es2022',
	charset: 'utf8',
	minify: true,
	logLevel: 'warning',
	jsx: 'automatic',
	jsxImportSource: 'preact',
});
for (const name of ['index.html', 'icon.svg']) copyFileSync(join(SOURCES, name), join(DIST, name));
