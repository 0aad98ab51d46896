import type { Config } from 'jest';
import config, { esm } from './jest.config.ts';
import { nodeRed } from './jest.node-red.config.ts';

/** The tests that need a browser (`*.browser.ts`): `npm run test:browser`. */
export default {
	...config,
	projects: [esm('daemon'), esm('sandbox'), nodeRed].map((project) => ({
		...project,
		testMatch: ['<rootDir>/test/**/*.browser.ts'],
	})),
} satisfies Config;
