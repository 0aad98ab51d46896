import type { ImportRule } from './rule.ts';

const BAILEYS = '@whiskeysockets/baileys';

/** Who may import whom among packages. Tests may import anything. */
export const BETWEEN_PACKAGES: readonly ImportRule[] = [
	{
		name: 'contract imports zod and zod-openapi only',
		files: ['packages/contract/src/**'],
		only: ['zod', 'zod-openapi', 'packages/contract/src/**'],
		broken: [
			{ path: 'packages/contract/src/a.ts', text: "import { z } from 'zod';\nimport 'node:fs';" },
		],
	},
	{
		name: 'client imports the types of contract and nothing else, so that it runs in browsers',
		files: ['packages/client/src/**'],
		only: ['packages/client/src/**'],
		onlyTypes: ['@waypost/contract'],
		broken: [
			{
				path: 'packages/client/src/a.ts',
				text: "import type { Link } from '@waypost/contract';\nimport { Message } from '@waypost/contract';",
			},
		],
	},
	{
		name: 'sandbox imports nothing of ours, so that it can catch our mistakes',
		files: ['packages/sandbox/src/**'],
		never: ['@waypost/*', 'waypost'],
		broken: [
			{ path: 'packages/sandbox/src/a.ts', text: "import type { Link } from '@waypost/contract';" },
		],
	},
	{
		name: 'the phone page of the sandbox runs in a browser: of the sandbox it knows the types alone',
		files: ['packages/sandbox/page/**'],
		except: ['packages/sandbox/page/build.ts'],
		only: ['preact', '@preact/signals', 'qr', 'packages/sandbox/page/**'],
		onlyTypes: ['packages/sandbox/src/index.ts'],
		broken: [
			{
				path: 'packages/sandbox/page/a.tsx',
				text: "import type { Phone } from '../src/index.js';\nimport { toE164 } from '../src/phone-number.js';",
			},
		],
	},
	{
		name: 'daemon imports nothing of ours but contract',
		files: ['packages/daemon/src/**'],
		never: ['@waypost/!(contract)', 'waypost'],
		broken: [
			{ path: 'packages/daemon/src/a.ts', text: "import { Client } from '@waypost/client';" },
		],
	},
	{
		name: 'no package but cli imports the daemon or the sandbox',
		files: ['packages/*/src/**'],
		except: ['packages/cli/**'],
		never: ['@waypost/daemon', '@waypost/sandbox'],
		broken: [
			{
				path: 'packages/console/src/a.ts',
				text: "import { createDaemon } from '@waypost/daemon';",
			},
		],
	},
	{
		name: 'node-red imports the client, and types of Node-RED, which is there where it runs',
		files: ['packages/node-red/src/**'],
		only: ['@waypost/client', 'node:*', 'packages/node-red/src/**'],
		onlyTypes: ['node-red'],
		broken: [
			{
				path: 'packages/node-red/src/a.ts',
				text: "import type { NodeAPI } from 'node-red';\nimport type { Message } from '@waypost/contract';",
			},
		],
	},
	{
		name: 'only nodes and credentials import n8n',
		files: ['packages/**'],
		never: ['n8n-workflow', 'n8n-core'],
		broken: [
			{
				path: 'packages/client/src/a.ts',
				text: "import type { IDataObject } from 'n8n-workflow';",
			},
		],
	},
	{
		name: 'beside daemon and sandbox no package imports Baileys',
		files: ['packages/!(daemon|sandbox)/src/**'],
		never: [BAILEYS],
		broken: [{ path: 'packages/cli/src/a.ts', text: `import { proto } from '${BAILEYS}';` }],
	},
];
