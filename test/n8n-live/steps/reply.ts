import assert from 'node:assert/strict';
import { until } from '../../../packages/daemon/test/lanes/until.ts';
import { assertSucceeded, itemOf, lastRunOf } from '../outcome.ts';
import type { Stage, Step } from '../stage.ts';
import { builtIn, chain, locator, session, start } from '../workflows.ts';

/** Send and Wait for Reply: the execution waits, and goes on by the output that fits. */
export const replyStep: Step = {
	name: 'reply',
	async run(stage: Stage) {
		await goesOnWithTheReply(stage);
		await goesOnWithoutReply(stage);
	},
};

const asking = ({ api, node, ben }: Stage, question: string, limit: Record<string, unknown>) =>
	api.createWorkflow(
		chain(
			question,
			[
				start(),
				node('Ask', 'sendMessage', {
					operation: 'sendAndWait',
					session: session('sales'),
					to: locator('phoneNumber', ben.phoneNumber),
					message: question,
					...limit,
				}),
			],
			[builtIn('Nobody Answered', 'noOp', 1), builtIn('Answered', 'noOp', 1)],
		),
	);

async function goesOnWithTheReply(stage: Stage): Promise<void> {
	const { api, client, ben, anna, say } = stage;
	const workflow = await asking(stage, 'Shall we meet?', {});
	const { executionId } = await api.start(workflow, 'Start');
	await ben.nextMessage({ timeoutMs: 30_000, where: ({ text }) => text === 'Shall we meet?' });
	await api.finished(executionId!, (status) => status === 'waiting');
	say('  the phone displays the question, the execution waits');

	await ben.sendText(anna.phoneNumber, 'Yes, at five.');
	const execution = await api.finished(executionId!);
	assertSucceeded(execution);
	assert.equal(execution.data.resultData.runData['Nobody Answered'], undefined);
	assert.equal(itemOf(execution, 'Answered').json['text'], 'Yes, at five.');
	await until(
		'the endpoint of the reply is used up',
		async () => (await client.webhookEndpoints.list()).data.every(({ state }) => state === 'used'),
		20_000,
	);
	say('  the reply goes out by its output');
}

async function goesOnWithoutReply(stage: Stage): Promise<void> {
	const { api, client, ben, say } = stage;
	const workflow = await asking(stage, 'Anybody?', {
		waitAmount: '={{ 0.1 }}',
		waitUnit: 'minutes',
	});
	const { executionId } = await api.start(workflow, 'Start');
	await ben.nextMessage({ timeoutMs: 30_000, where: ({ text }) => text === 'Anybody?' });
	await api.finished(executionId!, (status) => status === 'waiting');
	const { data: endpoints } = await client.webhookEndpoints.list();
	assert.deepEqual(
		endpoints.map(({ state }) => state),
		['active'],
		'the next question takes away what is used up',
	);
	// n8n looks once a minute for executions that have waited long enough.
	const execution = await api.finished(executionId!, undefined, 120_000);
	assertSucceeded(execution);
	assert.equal(execution.data.resultData.runData['Answered'], undefined);
	lastRunOf(execution, 'Nobody Answered');
	say('  without one it goes on by the other output');
}
