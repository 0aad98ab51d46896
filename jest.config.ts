import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from 'jest';

/** What the test files of one run share; the workers inherit its name. */
const runFolder = mkdtempSync(join(tmpdir(), 'waypost-test-run-'));
process.env['WAYPOST_TEST_RUN_FOLDER'] = runFolder;
process.once('exit', () => rmSync(runFolder, { recursive: true, force: true }));

/** @swc/jest strips types only; `npm run typecheck` checks them. */
const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{
			jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
			module: { type: 'es6' },
		},
	],
} satisfies Config['transform'];

/** An ES-module package; `@waypost/*` maps to the sources, so tests need no build. */
export const esm = (name: string) => ({
	displayName: name,
	rootDir: `packages/${name}`,
	testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
	extensionsToTreatAsEsm: ['.ts'],
	transform,
	// Looked up in libsignal's inner loops: through jest's own global each signature takes 5 times as long.
	sandboxInjectedGlobals: ['Float64Array', 'Math'],
	moduleNameMapper: {
		// Its ESM form imports JSON without an attribute, which jest warns of at every import.
		'^libphonenumber-js/min$': '<rootDir>/../../node_modules/libphonenumber-js/min/index.cjs',
		'^@waypost/(contract|client|daemon|sandbox)$': '<rootDir>/../$1/src/index.ts',
		'^(\\.{1,2}/.*)\\.js$': '$1',
	},
});

/** What holds for all configurations. */
export const shared: Config = {
	// For a busy machine: what is waited for comes within a second or two on a quiet one.
	testTimeout: 60_000,
	maxWorkers: '100%',
	// With VM modules Node keeps what each test file has loaded (nodejs/node#63186): a worker ends with
	// a heap above 1 GB, which takes a second or more to be freed. At jest's 500 ms that looks like an
	// open handle; what is really left open still shows after these.
	workerGracefulExitTimeout: 10_000,
};

/** `npm test`: all but the nodes of n8n and Node-RED, which have configurations of their own. */
const config: Config = {
	...shared,
	// Many tests wait for time-outs: one worker more than there are cores keeps two of them busy.
	maxWorkers: availableParallelism() + 1,
	projects: [
		esm('contract'),
		esm('client'),
		esm('sandbox'),
		esm('daemon'),
		esm('cli'),
		{
			displayName: 'repository',
			rootDir: '.',
			testMatch: ['<rootDir>/*.test.ts'],
			extensionsToTreatAsEsm: ['.ts'],
			transform,
		},
	],
};

export default config;
