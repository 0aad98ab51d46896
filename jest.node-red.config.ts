import type { Config } from 'jest';
import { esm, shared } from './jest.config.ts';

/** Tests with Node-RED's runtime: the nodes are loaded from dist, as Node-RED loads them. */
export const nodeRed = {
	...esm('node-red'),
	testEnvironment: '<rootDir>/test/native/environment.cjs',
};

/** `npm run test:node-red`. */
export default { ...shared, testTimeout: 90_000, projects: [nodeRed] } satisfies Config;
