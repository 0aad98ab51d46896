import type { Config } from 'jest';
import config, { esm } from './jest.config.ts';

/** Tests with Node-RED's runtime: the nodes are loaded from dist, as Node-RED loads them. */
export const nodeRed = {
	...esm('node-red'),
	testEnvironment: '<rootDir>/test/native/environment.cjs',
};

/** `npm run test:node-red`. */
export default { ...config, projects: [nodeRed] } satisfies Config;
