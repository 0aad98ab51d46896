import type { Config } from 'jest';

/** @swc/jest strips types only; `npm run typecheck` checks them. */
const transform = (module: 'es6' | 'commonjs') => ({
	'^.+\\.ts$': [
		'@swc/jest',
		{
			jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
			module: { type: module },
		},
	],
});

/** An ES-module package; `@waypost/*` maps to the sources, so tests need no build. */
const esm = (name: string) => ({
	displayName: name,
	rootDir: `packages/${name}`,
	testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
	extensionsToTreatAsEsm: ['.ts'],
	transform: transform('es6'),
	// Looked up in libsignal's inner loops: through jest's own global each signature takes 5 times as long.
	sandboxInjectedGlobals: ['Math'],
	moduleNameMapper: {
		// Its ESM form imports JSON without an attribute, which jest warns of at every import.
		'^libphonenumber-js/min$': '<rootDir>/../../node_modules/libphonenumber-js/min/index.cjs',
		'^@waypost/(contract|client|daemon|sandbox)$': '<rootDir>/../$1/src/index.ts',
		'^(\\.{1,2}/.*)\\.js$': '$1',
	},
});

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
			transform: transform('es6'),
		},
		{
			// The nodes themselves are loaded from dist, as n8n loads them.
			...esm('daemon'),
			displayName: 'n8n',
			rootDir: '.',
			testMatch: ['<rootDir>/test/n8n/**/*.test.ts'],
			testEnvironment: '<rootDir>/test/n8n/native/environment.cjs',
			moduleNameMapper: {
				'^(n8n-core|n8n-workflow)$': '<rootDir>/test/n8n/native/$1.cjs',
				'^@n8n/di$': '<rootDir>/test/n8n/native/di.cjs',
				'^libphonenumber-js/min$': '<rootDir>/node_modules/libphonenumber-js/min/index.cjs',
				'^@waypost/(contract|client|daemon|sandbox)$': '<rootDir>/packages/$1/src/index.ts',
				'^(\\.{1,2}/.*)\\.js$': '$1',
			},
		},
	],
};

export default config;
