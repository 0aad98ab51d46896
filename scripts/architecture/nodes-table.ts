import type { ImportRule } from './rule.ts';

/** What is there where n8n runs: its own library, and Node.js as far as n8n Cloud allows it. */
const THERE = ['n8n-workflow', 'node:crypto'];

/** Who may import whom in the n8n package, which is published alone and has no dependencies. */
export const INSIDE_NODES: readonly ImportRule[] = [
	{
		name: 'n8n nodes import n8n-workflow, node:crypto and their own package, and nothing of packages/',
		files: ['nodes/**', 'credentials/**'],
		only: [...THERE, 'nodes/**', 'credentials/**'],
		broken: [
			{
				path: 'nodes/A/A.node.ts',
				text: "import { createHash } from 'node:crypto';\nimport type { Link } from '../../packages/contract/src/sessions';",
			},
		],
	},
	{
		name: 'a node imports its own folder and what nodes share, no other node',
		files: ['nodes/!(shared)/**'],
		only: [...THERE, 'nodes/{node}/**', 'nodes/shared/**'],
		broken: [
			{
				path: 'nodes/A/A.node.ts',
				text: "import { a } from './operations/a';\nimport { b } from '../shared/b';\nimport { c } from '../B/c';",
			},
		],
	},
	{
		name: 'what nodes share knows no node',
		files: ['nodes/shared/**'],
		only: [...THERE, 'nodes/shared/**'],
		broken: [
			{ path: 'nodes/shared/a.ts', text: "import './b';\nimport type { A } from '../A/A.node';" },
		],
	},
	{
		name: 'a credential imports n8n-workflow and no node',
		files: ['credentials/**'],
		only: ['n8n-workflow'],
		broken: [
			{ path: 'credentials/A.credentials.ts', text: "import { a } from '../nodes/shared/a';" },
		],
	},
];
