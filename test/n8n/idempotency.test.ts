import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { daemonBehindProxy } from './behind-proxy.ts';
import { loopOverItems } from './n8n-nodes.ts';
import { N8nWorld } from './n8n-world.ts';
import { resultOf } from './node-run.ts';
import { session, toNumber } from './parameters.ts';
import { shownTexts } from './shown-texts.ts';

const RETRY = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

let world: N8nWorld;
let ben: Phone;
beforeAll(async () => {
	world = await N8nWorld.start();
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
	world.engine.addNodeType('test.loopOverItems', loopOverItems);
});
afterAll(() => world[Symbol.asyncDispose]());

const hello = () => ({ ...session('sales'), ...toNumber(ben.phoneNumber), text: 'Hello' });

describe('Retry On Fail', () => {
	test('sends once when the answer of the first try was lost on the way', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.loseNext('POST', /messages/);
		const { json, error } = await world.engine.run('sendMessage', hello(), { node: RETRY });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ text: 'Hello' }]);
		expect(await shownTexts(world, ben)).toEqual(['Hello']);
	});

	test('does send after WhatsApp refused the first try', async () => {
		const refusal = {
			match: { tag: 'message' },
			action: 'ack-error',
			code: 499,
			times: 1,
		} as const;
		using _fault = fault(refusal);
		const { json, error } = await world.engine.run('sendMessage', hello(), { node: RETRY });
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: expect.stringMatching(/sent|delivered/) }]);
		expect(await shownTexts(world, ben)).toEqual(['Hello']);
	});

	test('says that the first try was accepted when the second would send something else', async () => {
		await using proxy = await daemonBehindProxy(world);
		proxy.loseNext('POST', /messages/);
		const text = '={{ $now.toMillis() }}';
		const { error } = await world.engine.run('sendMessage', { ...hello(), text }, { node: RETRY });
		expect(error?.message).toBe('The message changed between two tries');
		expect(error?.description).toContain('Waypost has accepted what the first try sent');
		expect(await shownTexts(world, ben)).toHaveLength(1);
	});

	test('edits once when the answer of the first try was lost on the way', async () => {
		const { id } = await world.waypost.client.messages.send(
			'sales',
			{ to: ben.phoneNumber, text: 'at noon' },
			{ wait: 'delivered' },
		);
		await using proxy = await daemonBehindProxy(world);
		proxy.loseNext('PATCH', /messages/);
		const change = { resource: 'sentMessage', operation: 'edit', messageId: id, newText: 'at one' };
		const { json } = await world.engine.run(
			'sendMessage',
			{ ...session('sales'), ...change },
			{ node: RETRY },
		);
		expect(json).toMatchObject([{ kind: 'edit', target: id }]);
		const { data } = await world.waypost.client.messages.list('sales');
		expect(data.filter(({ target }) => target === id)).toHaveLength(1);
		expect(await shownTexts(world, ben)).toEqual(['at one']);
	});
});

describe('every message that a workflow means is sent', () => {
	test('a loop with five laps sends five', async () => {
		const { engine } = world;
		const workflow = engine.workflow(
			[
				engine.itemsNode(Array.from({ length: 5 }, () => ({ json: {} }))),
				engine.node('loop', {}, { id: 'loop', name: 'Loop', type: 'test.loopOverItems' }),
				engine.node('sendMessage', hello()),
			],
			{
				Items: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
				Loop: { main: [[], [{ node: 'Node', type: 'main', index: 0 }]] },
				Node: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
			},
		);
		const run = await engine.execute(workflow, 'Items');
		expect(resultOf(run, 'Loop').json).toEqual([{ isDone: true }]);
		expect(await shownTexts(world, ben)).toEqual(Array(5).fill('Hello'));
	});

	test('two items send two', async () => {
		const items = [{ json: {} }, { json: {} }];
		await world.engine.run('sendMessage', hello(), { items });
		expect(await shownTexts(world, ben)).toEqual(['Hello', 'Hello']);
	});

	test('two nodes that send the same send two', async () => {
		const { engine } = world;
		const workflow = engine.workflow(
			[
				engine.itemsNode(),
				engine.node('sendMessage', hello()),
				engine.node('sendMessage', hello(), { id: 'another-node', name: 'Another' }),
			],
			{
				Items: { main: [[{ node: 'Node', type: 'main', index: 0 }]] },
				Node: { main: [[{ node: 'Another', type: 'main', index: 0 }]] },
			},
		);
		await engine.execute(workflow, 'Items');
		expect(await shownTexts(world, ben)).toEqual(['Hello', 'Hello']);
	});

	test('two executions send two', async () => {
		await world.engine.run('sendMessage', hello());
		await world.engine.run('sendMessage', hello());
		expect(await shownTexts(world, ben)).toEqual(['Hello', 'Hello']);
	});

	test('the same execution run again by n8n after a crash sends once', async () => {
		for (const executionId of ['4711', '4711']) {
			await world.engine.run('sendMessage', hello(), { executionId, beganAt: 1 });
		}
		expect(await shownTexts(world, ben)).toEqual(['Hello']);
	});

	test('an n8n that counts its executions anew, since its database was reset, sends', async () => {
		for (const beganAt of [1, 2]) {
			await world.engine.run('sendMessage', hello(), { executionId: '4712', beganAt });
		}
		expect(await shownTexts(world, ben)).toEqual(['Hello', 'Hello']);
	});
});

function fault(rule: Parameters<typeof world.waypost.sandbox.faults.add>[0]): Disposable {
	const handle = world.waypost.sandbox.faults.add(rule);
	return { [Symbol.dispose]: () => handle.remove() };
}
