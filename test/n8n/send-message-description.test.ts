import { beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import {
	NodeHelpers,
	SEND_AND_WAIT_OPERATION,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { Engine } from './engine.ts';

let engine: Engine;
let description: INodeTypeDescription;
beforeAll(async () => {
	engine = await Engine.start(join(import.meta.dirname, '../..'));
	({ description } = engine.nodeType('sendMessage'));
});

/** What the editor shows below the operation. */
const shownFor = (parameters: INodeParameters): INodeProperties[] => {
	const node = engine.node('sendMessage', parameters);
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(node.parameters, property, node, description),
	);
};

const optionsFor = (parameters: INodeParameters): string[] =>
	shownFor(parameters)
		.filter(({ name }) => name === 'options')
		.flatMap(({ options = [] }) =>
			options.map((option) => (option as INodeProperties).displayName),
		);

const MESSAGE = ['send', 'sendAndWait', 'sendContact', 'sendLocation', 'sendPoll'].map(
	(operation) => ({ resource: 'message', operation }),
);
const EXISTING = ['delete', 'edit', 'get', 'react'].map((operation) => ({
	resource: 'sentMessage',
	operation,
}));

describe('Send Message in the editor', () => {
	test.each([...MESSAGE, ...EXISTING])('has one set of options for %j, in order', (parameters) => {
		const names = optionsFor(parameters);
		expect(names).toContain('Simplify');
		expect(names).toEqual([...new Set(names)].sort((one, two) => one.localeCompare(two)));
	});

	test('offers Send At for what is sent later, and not for a question that is waited for', () => {
		expect(optionsFor({ resource: 'message', operation: 'send' })).toContain('Send At');
		expect(optionsFor({ resource: 'message', operation: 'sendAndWait' })).not.toContain('Send At');
	});

	test('has one output, and two where a reply is waited for', () => {
		const outputsOf = (parameters: INodeParameters) => {
			const node = engine.node('sendMessage', parameters);
			return NodeHelpers.getNodeOutputs(engine.workflow([node]), node, description);
		};
		expect(outputsOf({ resource: 'message', operation: 'send' })).toEqual(['main']);
		expect(outputsOf({ resource: 'sentMessage', operation: 'edit' })).toEqual(['main']);
		expect(outputsOf({ resource: 'message', operation: 'sendAndWait' })).toMatchObject([
			{ displayName: 'No Reply' },
			{ displayName: 'Reply' },
		]);
	});

	test('says on the canvas what it does', () => {
		const subtitleOf = (operation: string) => {
			const node = engine.node('sendMessage', { operation });
			const { expression } = engine.workflow([node]);
			return expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
		};
		expect(['send', 'sendAndWait', 'get'].map(subtitleOf)).toEqual([
			...['Send Text', 'Send and Wait for Reply', 'Get Status'],
		]);
	});

	test('has what n8n looks for to offer it as a human in the loop', () => {
		const [operation] = description.properties.filter(({ name }) => name === 'operation');
		const values = (operation?.options as INodePropertyOptions[]).map(({ value }) => value);
		expect(values).toContain(SEND_AND_WAIT_OPERATION);
		expect(operation?.displayOptions?.show?.['resource']).toEqual(['message']);
		const waiting = { resource: 'message', operation: SEND_AND_WAIT_OPERATION };
		expect(shownFor(waiting).map(({ name }) => name)).toContain('message');
		expect(description.webhooks).toMatchObject([{ path: '={{ $nodeId }}', restartWebhook: true }]);
	});
});
