import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, IDataObject, INode } from 'n8n-workflow';

const FOLDER = join(import.meta.dirname, '../../examples/n8n');

export const EXAMPLE_FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

/** A workflow as n8n exports and imports it. */
export interface Example {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: { executionOrder: 'v1' };
	pinData: IDataObject;
}

export const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

export const loadExample = (name: string): Example => JSON.parse(textOf(`${name}.json`)) as Example;

export function nodeOf({ nodes }: Example, name: string): INode {
	const node = nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`The example has no node "${name}".`);
	return node;
}

interface Assignments {
	assignments: { name: string; value: string }[];
}

/** Types values into the fields of an Edit Fields node, as the note beside it says. */
export function fillIn(example: Example, name: string, values: Record<string, string>): void {
	const { assignments } = nodeOf(example, name).parameters['assignments'] as unknown as Assignments;
	for (const [field, value] of Object.entries(values)) {
		const assignment = assignments.find((candidate) => candidate.name === field);
		if (!assignment) throw new Error(`"${name}" has no field "${field}".`);
		assignment.value = value;
	}
}

/** Credentials that a user chooses in the editor, by the type of the node that needs them. */
const CREDENTIALS: readonly [type: RegExp, credential: string][] = [
	[/^n8n-nodes-waypost\./, 'waypostApi'],
	[/\.emailSend$/, 'smtp'],
	[/\.lmChatOpenAi$/, 'openAiApi'],
];

export function chooseCredentials({ nodes }: Example): void {
	for (const node of nodes) {
		const [, credential] = CREDENTIALS.find(([type]) => type.test(node.type)) ?? [];
		if (credential) node.credentials = { [credential]: { id: credential, name: credential } };
	}
}
