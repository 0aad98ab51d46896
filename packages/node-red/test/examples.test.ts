import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CORE_TYPES } from './core-nodes.ts';
import { EXAMPLES, exampleFlow } from './example-flows.ts';

const NODES = Object.keys(
	(
		JSON.parse(readFileSync(join(EXAMPLES, '../package.json'), 'utf8')) as {
			'node-red': { nodes: Record<string, string> };
		}
	)['node-red'].nodes,
);
const FILES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));

test('every node of the package is in an example', () => {
	const used = new Set(FILES.flatMap((file) => exampleFlow(file).map(({ type }) => type)));
	expect(NODES.filter((type) => !used.has(type))).toEqual([]);
});

test('every example is run by a test', () => {
	const stories = readFileSync(join(import.meta.dirname, 'examples-run.test.ts'), 'utf8');
	expect(FILES.filter((file) => !stories.includes(`'${file}'`))).toEqual([]);
});

test('ids do not meet when several examples are imported', () => {
	const ids = FILES.flatMap((file) => exampleFlow(file).map(({ id }) => id));
	expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(FILES)('%s', (file) => {
	const flow = exampleFlow(file);
	const ids = new Set(flow.map(({ id }) => id));

	test('uses nodes of this package and of Node-RED itself', () => {
		const known = (type: string) => NODES.includes(type) || CORE_TYPES.has(type);
		expect(flow.map(({ type }) => type).filter((type) => !known(type))).toEqual([]);
	});

	test('holds together', () => {
		const named = flow.flatMap(({ wires, z, config, broker, scope, type }) => [
			...((wires as string[][] | undefined)?.flat() ?? []),
			...(Array.isArray(scope) ? (scope as string[]) : []),
			...[z, config, type === 'mqtt in' ? broker : undefined].filter((id) => id !== undefined),
		]);
		expect(named.filter((id) => !ids.has(id as string))).toEqual([]);
	});

	test('says in a comment what to do', () => {
		const [comment] = flow.filter(({ type }) => type === 'comment');
		expect(comment!['info']).toMatch(/API key/);
	});

	test('carries no secret', () => {
		expect(flow.filter((node) => 'credentials' in node || 'apiKey' in node)).toEqual([]);
	});
});
