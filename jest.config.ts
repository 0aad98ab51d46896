import type { Config } from 'jest';

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

/** `npm test`: all but the nodes of n8n and Node-RED, which have configurations of their own. */
const config: Config = {
	testTimeout: 30_000,
	// Most tests wait for sockets and disks: one worker per core keeps two cores busy.
	maxWorkers: '100%',
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
