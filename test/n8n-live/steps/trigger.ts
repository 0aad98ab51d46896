import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../packages/daemon/test/lanes/until.ts';
import { freePorts } from '../free-ports.ts';
import type { StoredWorkflow } from '../n8n-api.ts';
import type { Stage, Step } from '../stage.ts';
import { chain, locator, nodesWith, session } from '../workflows.ts';

/** How long to look whether an answer comes twice. */
const QUIET_MS = 1_500;

/** A workflow that answers messages: while it is active, once, and also after a restart of n8n. */
export const triggerStep: Step = {
	name: 'trigger',
	async run(stage: Stage) {
		const workflow = await stage.api.createWorkflow(echoOf(stage, 'Echo', 'You wrote'));
		assert.equal((await stage.api.activate(workflow)).status, 'published');
		await endpoints(stage, 1);
		const [endpoint] = await endpointsOf(stage);
		say(stage, `active: the daemon posts to ${endpoint?.url}`);

		await answersOnce(stage, 'hello');
		say(stage, 'a message of the phone is answered, once');

		await listenBeside(stage, workflow);
		await restart(stage);

		await stage.api.deactivate(workflow);
		await endpoints(stage, 0);
		say(stage, 'deactivated: nothing is left at the daemon');

		await sendsFilesBack(stage);
		await failsInWords(stage);
	},
};

/** A file goes from a phone through n8n's disk and back, as it is. */
async function sendsFilesBack(stage: Stage): Promise<void> {
	const { api, anna, ben, node } = stage;
	const workflow = await api.createWorkflow(
		chain('File echo', [
			node('Waypost Trigger', 'waypostTrigger', {
				events: ['message.received'],
				options: { downloadAttachments: true },
			}),
			node('Send Attachment', 'sendAttachment', {
				session: session('sales'),
				to: locator('id', '={{ $json.chatId }}'),
				options: { caption: '=Back: {{ $json.attachment.fileName }}' },
			}),
		]),
	);
	assert.equal((await api.activate(workflow)).status, 'published');
	const data = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(300_000)]);
	const fileName = 'Rechnung März.pdf';
	await ben.sendAttachment(anna.phoneNumber, { data, mimeType: 'application/pdf', fileName });
	const { attachment } = await ben.nextMessage({
		timeoutMs: 30_000,
		where: (shown) => shown.attachment?.caption === `Back: ${fileName}`,
	});
	assert.equal(attachment?.fileName, fileName);
	assert.equal(attachment?.sha256, createHash('sha256').update(data).digest('hex'));
	say(stage, `${fileName} of the phone comes back, byte for byte`);
	await api.deactivate(workflow);
	await endpoints(stage, 0);
}

async function failsInWords(stage: Stage): Promise<void> {
	const { api, credentialData } = stage;
	const [nobody] = await freePorts(1);
	const { id, name } = await api.createCredential('Offline', {
		...credentialData,
		baseUrl: `http://127.0.0.1:${nobody}`,
	});
	const offline = { ...stage, node: nodesWith({ id, name }) };
	const workflow = await api.createWorkflow(echoOf(offline, 'Echo of nobody', 'You wrote'));
	const { status, triggers } = await api.activate(workflow);
	assert.notEqual(status, 'published');
	// n8n tries for some seconds, then shows the title of the error and nothing else of it.
	const reason = triggers.find((trigger) => trigger.status === 'failed')?.errorMessage ?? '';
	assert.match(reason, /^Waypost is not running at this address/);
	say(stage, `with the daemon offline: ${reason}`);
	await api.deactivate(workflow);
}

const say = ({ say: write }: Stage, line: string) => write(`  ${line}`);

export const echoOf = ({ node }: Stage, name: string, words: string) =>
	chain(name, [
		node('Waypost Trigger', 'waypostTrigger', { events: ['message.received'] }),
		node('Send Message', 'sendMessage', {
			session: session('sales'),
			to: locator('id', '={{ $json.chatId }}'),
			text: `=${words}: {{ $json.text }}`,
		}),
	]);

async function endpointsOf({ client }: Stage) {
	return (await client.webhookEndpoints.list()).data;
}

/** n8n registers and removes some time after it was asked to. */
const endpoints = (stage: Stage, count: number) =>
	until(
		`the daemon has ${count} webhook endpoints`,
		async () => (await endpointsOf(stage)).length === count,
		20_000,
	);

/** Ben writes; how his phone shows the answers. */
async function answersOnce({ ben, anna }: Stage, text: string): Promise<void> {
	const isAnswer = (shown: { text: string | null }) => shown.text === `You wrote: ${text}`;
	await ben.sendText(anna.phoneNumber, text);
	await ben.nextMessage({ timeoutMs: 30_000, where: isAnswer });
	await pause(QUIET_MS);
	assert.equal(ben.messages().filter(isAnswer).length, 1, `"${text}" is answered once`);
}

/** "Listen for test event" gets the event too, and the production workflow does not notice. */
async function listenBeside(stage: Stage, production: StoredWorkflow): Promise<void> {
	const { api, anna, ben } = stage;
	const draft = await api.createWorkflow(echoOf(stage, 'Echo draft', 'Draft'));
	for (const [workflow, answers] of [
		[draft, ['Draft', 'You wrote']],
		[production, ['You wrote', 'You wrote']],
	] as const) {
		const { waitingForWebhook } = await api.start(workflow, 'Waypost Trigger');
		assert.equal(waitingForWebhook, true);
		await endpoints(stage, 2);
		const text = `to ${workflow.name}`;
		await ben.sendText(anna.phoneNumber, text);
		for (const words of answers) {
			await ben.nextMessage({
				timeoutMs: 30_000,
				where: (shown) => shown.text === `${words}: ${text}`,
			});
		}
		// That of the test is gone again.
		await endpoints(stage, 1);
	}
	say(stage, 'listening for a test event beside it works, also of the same workflow');
	await answersOnce(stage, 'still there?');
}

async function restart(stage: Stage): Promise<void> {
	const { n8n, api, anna, ben } = stage;
	await n8n.stop();
	const isAnswer = (shown: { text: string | null }) => shown.text === 'You wrote: while away';
	await ben.sendText(anna.phoneNumber, 'while away');
	await n8n.start();
	await api.logIn();
	await answersOnce(stage, 'back again?');
	assert.equal((await endpointsOf(stage)).length, 1, 'one endpoint after a restart');
	say(stage, 'after a restart of n8n it answers, once');
	await ben.nextMessage({ timeoutMs: 60_000, where: isAnswer });
	say(stage, 'what came in while n8n was away is answered, too');
	assert.equal(ben.messages().filter(isAnswer).length, 1);
}
