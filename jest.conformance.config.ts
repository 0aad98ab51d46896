import type { Config } from 'jest';
import { esm, shared } from './jest.config.ts';

/** Unmodified Baileys clients against the sandbox as it was built: `npm run test:conformance`. */
export default {
	...shared,
	testTimeout: 90_000,
	projects: [
		{
			...esm('sandbox'),
			displayName: 'conformance',
			testMatch: ['<rootDir>/test/conformance/*.conformance.ts'],
		},
	],
} satisfies Config;
