import { randomUUID } from 'node:crypto';

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	webhookId?: string;
	retryOnFail?: boolean;
	onError?: string;
}

export interface NewWorkflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, { main: { node: string; type: 'main'; index: number }[][] }>;
	settings: { executionOrder: 'v1' };
	/** As the editor stores it: n8n cannot run a part of a workflow without. */
	pinData: Record<string, never>;
}

/** A node of n8n's own. */
export const builtIn = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
): WorkflowNode => ({
	id: randomUUID(),
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
});

/** "Execute workflow" begins here. */
export const start = (): WorkflowNode => builtIn('Start', 'manualTrigger', 1);

/** Makes the nodes of this package, with the stored credential. */
export const nodesWith =
	(credential: { id: string; name: string }) =>
	(name: string, type: string, parameters: Record<string, unknown> = {}): WorkflowNode => ({
		id: randomUUID(),
		name,
		type: `n8n-nodes-waypost.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { waypostApi: credential },
		...(['waypostTrigger', 'sendMessage'].includes(type) && { webhookId: randomUUID() }),
	});

/** A value of a parameter with a list beside other ways to give it. */
export const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

export const session = (id: string) => locator('list', id);

/** Nodes one after the other. The last may be several: one for each output of the one before. */
export function chain(
	name: string,
	nodes: readonly WorkflowNode[],
	outputs: readonly WorkflowNode[] = [],
): NewWorkflow {
	const connections: NewWorkflow['connections'] = {};
	const to = ({ name: node }: WorkflowNode) => [{ node, type: 'main' as const, index: 0 }];
	nodes.forEach((node, index) => {
		const next = nodes[index + 1];
		node.position = [index * 240, 0];
		if (next) connections[node.name] = { main: [to(next)] };
	});
	const last = nodes.at(-1);
	if (last && outputs.length > 0) connections[last.name] = { main: outputs.map(to) };
	outputs.forEach((node, index) => {
		node.position = [nodes.length * 240, index * 200 - 100];
	});
	return {
		name,
		nodes: [...nodes, ...outputs],
		connections,
		settings: { executionOrder: 'v1' },
		pinData: {},
	};
}
