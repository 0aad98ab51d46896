import type { Config } from 'jest';
import { esm, shared } from './jest.config.ts';

/** Tests with n8n's engine: the nodes are loaded from dist, as n8n loads them. */
export const n8n = {
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
};

/** `npm run test:n8n`. */
export default { ...shared, testTimeout: 90_000, projects: [n8n] } satisfies Config;
