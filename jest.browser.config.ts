import type { Config } from 'jest';
import config from './jest.config.ts';

/** The tests that need a browser (`*.browser.ts`): `npm run test:browser`. */
const projects = (config.projects ?? []).filter(
	(project): project is Exclude<typeof project, string> =>
		typeof project === 'object' && project.displayName === 'daemon',
);

export default {
	...config,
	projects: projects.map((project) => ({
		...project,
		testMatch: ['<rootDir>/test/**/*.browser.ts'],
	})),
} satisfies Config;
