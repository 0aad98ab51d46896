import type { Config } from 'jest';
import { shared } from './jest.config.ts';
import { n8n } from './jest.n8n.config.ts';

/** The example workflows with n8n's own nodes: `scripts/test-n8n-examples`. */
export default {
	...shared,
	testTimeout: 90_000,
	projects: [
		{ ...n8n, displayName: 'examples', testMatch: ['<rootDir>/test/examples/**/*.test.ts'] },
	],
} satisfies Config;
