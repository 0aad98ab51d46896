import type { Config } from 'jest';
import config from './jest.config.ts';
import { n8n } from './jest.n8n.config.ts';

/** The example workflows with n8n's own nodes: `scripts/test-n8n-examples`. */
export default {
	...config,
	projects: [
		{ ...n8n, displayName: 'examples', testMatch: ['<rootDir>/test/examples/**/*.test.ts'] },
	],
} satisfies Config;
