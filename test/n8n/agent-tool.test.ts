import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import { daemonBehindProxy } from './behind-proxy.ts';
import { PACKAGE } from './engine.ts';
import { agent, asTool, olderAgent } from './n8n-nodes.ts';
import { N8nWorld } from './n8n-world.ts';
import { resultOf, type OwnRun } from './node-run.ts';
import { session, toNumber } from './parameters.ts';
import { shownTexts } from './shown-texts.ts';
import { WaitingExecutions } from './waiting-executions.ts';

const TOOL = `${PACKAGE}.sendMessageTool`;
const REVIEW = `${PACKAGE}.sendMessageHitlTool`;
const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

let world: N8nWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	({ phone: anna } = await world.waypost.linkedSession('sales'));
	ben = await world.waypost.ben();
	const type = asTool(world.engine.nodeType('sendMessage'));
	for (const name of [TOOL, REVIEW]) world.engine.addNodeType(name, type);
});
afterAll(() => world[Symbol.asyncDispose]());

const input = { phone: '+49 170 0000002', text: 'Your table is booked' };

/** A node that an agent has as its tool, with the values that the model fills in. */
const tool = (more: Partial<INode> = {}): INode =>
	world.engine.node(
		'sendMessage',
		{
			...session('sales'),
			...toNumber('={{ $fromAI("phone", "Phone number with country code", "string") }}'),
			text: '={{ $fromAI("text", "What to write", "string") }}',
		},
		{ type: TOOL, ...more },
	);

async function runAgent(type: INodeType, node: INode): Promise<OwnRun> {
	const { engine } = world;
	engine.addNodeType('test.agent', type);
	const workflow = engine.workflow(
		[
			engine.itemsNode(),
			engine.node('agent', {}, { id: 'agent', name: 'Agent', type: 'test.agent' }),
			node,
		],
		{
			Items: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			Node: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
	);
	const executionId = crypto.randomUUID();
	const run = await engine.execute(workflow, 'Items', executionId);
	return { ...resultOf(run, 'Agent'), workflow, executionId };
}

describe.each<[string, (calls: IDataObject[]) => INodeType]>([
	[
		'an AI agent',
		(calls) => agent(calls.map((call, index) => ({ id: `call-${index}`, input: call }))),
	],
	['an AI agent of the older kind', olderAgent],
])('%s', (_kind, withCalls) => {
	test('sends what the model fills in', async () => {
		const { error } = await runAgent(withCalls([input]), tool());
		expect(error).toBeUndefined();
		expect(await shownTexts(world, ben)).toEqual(['Your table is booked']);
	});

	test('that calls the tool twice sends twice', async () => {
		await runAgent(withCalls([input, input]), tool());
		expect(await shownTexts(world, ben)).toEqual(['Your table is booked', 'Your table is booked']);
	});

	test('sends once when the answer of the first try was lost on the way', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.loseNext('POST', /messages/);
		const { error } = await runAgent(withCalls([input]), tool(RETRY));
		expect(error).toBeUndefined();
		expect(await shownTexts(world, ben)).toEqual(['Your table is booked']);
	});
});

test('an agent of the older kind cannot wait for a reply, and is told so', async () => {
	const waits = tool({
		parameters: { ...tool().parameters, operation: 'sendAndWait', message: 'Well?' },
	});
	const { error } = await runAgent(olderAgent([input]), waits);
	expect(error?.message).toContain('This AI agent cannot wait for a reply');
	expect(await shownTexts(world, ben)).toEqual([]);
});

describe('a person who is asked whether an agent may use a tool', () => {
	let waiting: WaitingExecutions;
	beforeAll(async () => {
		waiting = await WaitingExecutions.start(world.engine);
	});
	afterAll(() => waiting[Symbol.asyncDispose]());

	test.each([
		['yes', { approved: true }],
		['Not today', { approved: false, chatInput: 'Not today' }],
	])('answers %s by a reply', async (answer, verdict) => {
		const review = world.engine.node(
			'sendMessage',
			{
				...session('sales'),
				...toNumber(ben.phoneNumber),
				...{ operation: 'sendAndWait', message: 'The agent wants to refund order 7' },
			},
			{ type: REVIEW },
		);
		const call = { id: 'call-1', input: {} };
		const asked = await runAgent(agent([call]), review);
		expect((await ben.nextMessage()).text).toBe(
			'The agent wants to refund order 7\n\nReply *yes* to allow it or *no* to refuse.',
		);
		const resumed = waiting.hold(asked);
		await ben.sendText(anna, answer);
		const { run } = await resumed;
		expect(resultOf(run, 'Agent').json).toMatchObject([
			{ results: [{ data: { ai_tool: [[{ json: { data: verdict } }]] } }] },
		]);
	});
});
