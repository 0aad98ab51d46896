import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { NodeHelpers, type INode, type INodeTypes } from 'n8n-workflow';
import { Engine } from '../n8n/engine.ts';
import { BUILT_IN_PACKAGES } from './built-in-packages.ts';
import { EXAMPLE_FILES, textOf, type Example } from './example.ts';
import { withTools } from './tool-node-types.ts';

const ROOT = join(import.meta.dirname, '../..');
const NOTE = 'n8n-nodes-base.stickyNote';

let nodeTypes: INodeTypes;
beforeAll(async () => {
	const engine = await Engine.start(ROOT, ...BUILT_IN_PACKAGES);
	nodeTypes = withTools(engine.nodeTypes);
});

/** With what is written below it, on n8n's canvas. */
const NODE_SIZE = { width: 200, height: 160 };

function boxOf({ type, position: [x, y], parameters }: INode) {
	const { width, height } = type === NOTE ? (parameters as unknown as typeof NODE_SIZE) : NODE_SIZE;
	return { left: x, right: x + width, top: y, bottom: y + height };
}

function overlaps(one: INode, other: INode): boolean {
	const [a, b] = [boxOf(one), boxOf(other)];
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe.each(EXAMPLE_FILES)('%s', (file) => {
	const text = textOf(file);
	const example = JSON.parse(text) as Example;
	const { name, nodes, connections, settings, pinData } = example;
	const names = nodes.map((node) => node.name);
	const ofNodes = nodes.filter(({ type }) => type !== NOTE);

	test('has a name and runs in the order that n8n has today', () => {
		expect(name).toMatch(/^[A-Z].{5,60}$/i);
		expect(settings).toEqual({ executionOrder: 'v1' });
	});

	test.each(ofNodes.map((node) => [node.name, node] as const))(
		'%s: n8n knows the node in this version',
		(_, { type, typeVersion }) => {
			const { description } = nodeTypes.getByNameAndVersion(type, typeVersion);
			expect([description.version].flat()).toContain(typeVersion);
		},
	);

	test.each(ofNodes.map((node) => [node.name, node] as const))(
		'%s: the node has all that it requires',
		(_, node) => {
			const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
			const parameters = NodeHelpers.getNodeParameters(
				description.properties,
				node.parameters,
				true,
				false,
				node,
				description,
			);
			const { credentials: _credentials, ...issues } =
				NodeHelpers.getNodeParametersIssues(
					description.properties,
					{ ...node, parameters: parameters ?? {} },
					description,
				) ?? {};
			expect(issues).toEqual({});
		},
	);

	test.each(ofNodes.map((node) => [node.name, node] as const))(
		'%s: the node knows every parameter that is set',
		(_, { type, typeVersion, parameters }) => {
			const { properties } = nodeTypes.getByNameAndVersion(type, typeVersion).description;
			const known = properties.map((property) => property.name);
			expect(known).toEqual(expect.arrayContaining(withoutBuiltIns(Object.keys(parameters))));
		},
	);

	test('names every node once, in plain words', () => {
		expect(new Set(names).size).toBe(names.length);
		for (const one of names) expect(one).toMatch(/^[A-Z][A-Za-z? -]+$/);
	});

	test('connects nodes that are there', () => {
		const targets = Object.values(connections).flatMap((byType) =>
			Object.values(byType).flatMap((outputs) =>
				outputs.flatMap((output) => (output ?? []).map(({ node }) => node)),
			),
		);
		expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
		const connected = new Set([...Object.keys(connections), ...targets]);
		expect(ofNodes.filter((node) => !connected.has(node.name))).toEqual([]);
	});

	test('has a note that says what to change', () => {
		const notes = nodes.filter(({ type }) => type === NOTE);
		expect(JSON.stringify(notes)).toContain('**To do**');
	});

	test('gives every node and note a place of its own', () => {
		const pairs = nodes.flatMap((one, index) =>
			nodes.slice(index + 1).map((other) => [one, other] as const),
		);
		const overlapping = pairs.filter(([one, other]) => overlaps(one, other));
		expect(overlapping.map(([one, other]) => `${one.name} / ${other.name}`)).toEqual([]);
	});

	test('carries no credentials, no keys and no data of a run', () => {
		expect(nodes.filter(({ credentials }) => credentials)).toEqual([]);
		expect(pinData).toEqual({});
		expect(text).not.toMatch(/wp_live_|whsec_|sk-[a-z0-9]|Bearer |password/i);
	});

	test('has no numbers and addresses but made-up ones', () => {
		const numbers = text.match(/\+[\d ]{7,}/g) ?? [];
		for (const number of numbers) expect(number).toMatch(/^\+49 170 000000\d$/);
		const hosts = [...text.matchAll(/(?:https?:\/\/|@)([a-z0-9.-]+\.[a-z]{2,}|localhost)/g)];
		for (const [, host] of hosts) expect(host).toMatch(/^(example\.com|localhost)$/);
	});
});

/** n8n adds these when it loads a tool. */
const withoutBuiltIns = (names: string[]): string[] =>
	names.filter((name) => name !== 'descriptionType');
