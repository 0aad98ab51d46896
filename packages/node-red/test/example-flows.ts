import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode, NodeRedWorld } from './node-red-world.ts';

export const EXAMPLES = join(import.meta.dirname, '../examples');

/** What the editor imports. */
export const exampleFlow = (file: string): FlowNode[] =>
	JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as FlowNode[];

/**
 * Starts Node-RED with an example, with the connection filled in, and whatever else its comment says.
 *
 * @returns the id of a node by its type, or by its name.
 */
export async function loadExample(
	world: NodeRedWorld,
	file: string,
	fillIn: (node: FlowNode) => FlowNode = (node) => node,
): Promise<(name: string) => string> {
	const flow = exampleFlow(file);
	const connected = flow.map((node) =>
		fillIn(node.type === 'waypost-config' ? world.config(node.id) : node),
	);
	await world.load(...connected.map(placed));
	return (name) => {
		const node = flow.find(({ type, name: own }) => type === name || own === name);
		if (!node) throw new Error(`${file} has no node "${name}"`);
		return node.id;
	};
}

/** An example has a place for all but config nodes: the world must not make one up for these. */
const placed = (node: FlowNode): FlowNode => ({
	z: undefined,
	x: undefined,
	y: undefined,
	...node,
});
