import type { Config } from 'jest';
import config from './jest.config.ts';

/** The example workflows with n8n's own nodes: `scripts/test-n8n-examples`. */
const projects = (config.projects ?? []).filter(
	(project): project is Exclude<typeof project, string> =>
		typeof project === 'object' && project.displayName === 'n8n',
);

export default {
	...config,
	projects: projects.map((project) => ({
		...project,
		displayName: 'examples',
		testMatch: ['<rootDir>/test/examples/**/*.test.ts'],
	})),
} satisfies Config;
