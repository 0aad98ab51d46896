import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyMode,
	INodePropertyOptions,
} from 'n8n-workflow';
import { Engine } from './engine.ts';

const NODES = ['linkWhatsApp', 'sendAttachment', 'sendMessage', 'waypostTrigger'];

/** How many letters the editor shows of the name of a mode. It has its own for these two. */
const MODE_LENGTH = 7;
const NAMED_BY_THE_EDITOR = ['id', 'list'];

let engine: Engine;
beforeAll(async () => {
	engine = await Engine.start(join(import.meta.dirname, '../..'));
});

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** A property with those inside it. */
const withInner = (property: INodeProperties): INodeProperties[] => [
	property,
	...(property.options ?? [])
		.filter((option: Option): option is INodeProperties => 'type' in option)
		.flatMap(withInner),
];

const modesOf = (node: string): INodePropertyMode[] =>
	engine
		.nodeType(node)
		.description.properties.flatMap(withInner)
		.flatMap(({ modes = [] }) => modes);

/** What n8n's editor asks of a node without saying so: seen in the real one. */
describe.each(NODES)('In the editor, %s', (node) => {
	test('has lists that open: their mode is named "list"', () => {
		const lists = modesOf(node).filter(({ type }) => type === 'list');
		expect(lists.map(({ name }) => name)).toEqual(lists.map(() => 'list'));
		expect(lists).not.toEqual([]);
	});

	test('has names of modes that are not cut off', () => {
		const long = modesOf(node)
			.filter(({ name }) => !NAMED_BY_THE_EDITOR.includes(name))
			.map(({ displayName }) => displayName)
			.filter(({ length }) => length > MODE_LENGTH);
		expect(long).toEqual([]);
	});
});

describe('On the canvas, the trigger', () => {
	test('names its events as its list does', () => {
		const workflow = engine.workflow([
			engine.node('waypostTrigger', { events: ['message.received', 'session.state'] }),
		]);
		const { subtitle } = engine.nodeType('waypostTrigger').description;
		const shown = workflow.expression.getSimpleParameterValue(
			workflow.getNode('Node')!,
			subtitle,
			'internal',
			{},
		);
		expect(shown).toBe('Message Received, Connection Changed');
	});
});
