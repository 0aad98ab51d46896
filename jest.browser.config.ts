import type { Config } from 'jest';
import config, { esm } from './jest.config.ts';

/** The tests that need a browser (`*.browser.ts`): `npm run test:browser`. */
export default {
	...config,
	projects: [{ ...esm('daemon'), testMatch: ['<rootDir>/test/**/*.browser.ts'] }],
} satisfies Config;
