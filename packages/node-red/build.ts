import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Makes `dist/nodes`: one file of CommonJS per node, with all it needs inside, so that the package has
 * no dependencies; and beside it what the editor loads. Types are checked by `npm run typecheck`.
 */
const SOURCES = join(import.meta.dirname, 'src/nodes');
const DIST = join(import.meta.dirname, 'dist/nodes');

const isNode = (name: string) => /^waypost-[a-z-]+\.ts$/.test(name);
const isAsset = (path: string) => !path.endsWith('.ts');

const files = readdirSync(SOURCES);
mkdirSync(DIST, { recursive: true });
await build({
	entryPoints: files.filter(isNode).map((name) => join(SOURCES, name)),
	outdir: DIST,
	bundle: true,
	platform: 'node',
	format: 'cjs',
	target: 'node20',
	charset: 'utf8',
	logLevel: 'warning',
	// Node-RED calls what a file exports.
	footer: { js: 'module.exports = module.exports.default;' },
	// The client is written for Node 22 and browsers; this package runs on Node 20 too.
	inject: [join(import.meta.dirname, 'src/missing-in-node-20.ts')],
	define: { 'URL.parse': 'parseUrl', 'AbortSignal.any': 'anySignal' },
});
cpSync(SOURCES, DIST, { recursive: true, filter: isAsset });

// Written first and tidied afterwards, so that whoever loads the nodes meanwhile finds them.
const built = new Set(files.map((name) => basename(name).replace(/\.ts$/, '.js')));
for (const name of readdirSync(DIST)) {
	if (!built.has(name)) rmSync(join(DIST, name), { recursive: true });
}
