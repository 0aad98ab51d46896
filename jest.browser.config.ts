import type { Config } from 'jest';
import { esm, shared } from './jest.config.ts';
import { nodeRed } from './jest.node-red.config.ts';

/** The tests that need a browser (`*.browser.ts`): `npm run test:browser`. */
export default {
	...shared,
	testTimeout: 90_000,
	projects: [esm('daemon'), esm('sandbox'), nodeRed].map((project) => ({
		...project,
		testMatch: ['<rootDir>/test/**/*.browser.ts'],
	})),
} satisfies Config;
