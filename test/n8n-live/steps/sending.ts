import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { assertSucceeded, itemOf, lastRunOf } from '../outcome.ts';
import type { Stage, Step } from '../stage.ts';
import { builtIn, chain, locator, session, start } from '../workflows.ts';

const LETTER = 'Dear Ben,\nhere is your copy.\n';
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('hex');

/** What workflows send is what the phone displays, and what cannot be sent is said in words. */
export const sendingStep: Step = {
	name: 'sending',
	async run(stage: Stage) {
		await sendText(stage);
		await sendFile(stage);
		await meetAnError(stage);
	},
};

async function sendText({ api, ben, node, say }: Stage): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Send a text', [
			start(),
			builtIn('Person', 'set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ name: 'Ben', phone: spelled(ben.phoneNumber) }),
			}),
			node('Send Message', 'sendMessage', {
				session: session('sales'),
				to: locator('phoneNumber', '={{ $json.phone }}'),
				text: '=Hello {{ $json.name }}',
			}),
		]),
	);
	const run = await api.run(workflow);
	assertSucceeded(run);
	const sent = itemOf(run, 'Send Message').json;
	assert.equal(sent['text'], 'Hello Ben');
	const shown = await ben.nextMessage({ where: ({ text }) => text === 'Hello Ben' });
	say(`  the phone displays "${shown.text}"; the node says ${String(sent['status'])}`);
}

async function sendFile({ api, ben, node, say }: Stage): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Send a file', [
			start(),
			builtIn('Letter', 'set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ letter: LETTER }),
			}),
			builtIn('Convert to File', 'convertToFile', 1.1, {
				operation: 'toText',
				sourceProperty: 'letter',
				options: { fileName: 'letter.txt' },
			}),
			node('Send Attachment', 'sendAttachment', {
				session: session('sales'),
				to: locator('phoneNumber', ben.phoneNumber),
				options: { caption: 'Your letter' },
			}),
		]),
	);
	const run = await api.run(workflow);
	assertSucceeded(run);
	const file = itemOf(run, 'Convert to File').binary?.['data'];
	assert.match(file?.id ?? '', /^filesystem/, 'n8n keeps the file on disk');
	const { attachment } = await ben.nextMessage({ where: (shown) => shown.attachment !== null });
	assert.equal(attachment?.fileName, 'letter.txt');
	assert.equal(attachment?.caption, 'Your letter');
	assert.equal(attachment?.sha256, sha256(LETTER), 'the file is the same, byte for byte');
	say(`  the phone displays ${attachment?.fileName} with its caption, byte for byte`);
}

async function meetAnError({ api, node, say }: Stage): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Send to nobody', [
			start(),
			node('Send Message', 'sendMessage', {
				session: session('sales'),
				to: locator('phoneNumber', '+49 170 0000099'),
				text: 'Is anybody there?',
			}),
		]),
	);
	const run = await api.run(workflow);
	assert.equal(run.status, 'error');
	const { error } = lastRunOf(run, 'Send Message');
	assert.equal(error?.message, 'The number is not on WhatsApp');
	assert.match(error?.description ?? '', /Check the number\./);
	assert.equal(error?.context?.['waypostCode'], 'RECIPIENT_NOT_ON_WHATSAPP');
	say(`  what went wrong is in the execution: ${error?.message}. ${error?.description ?? ''}`);
}

/** As people write numbers. */
const spelled = (phoneNumber: string) => phoneNumber.replace(/^\+49170/, '0049 170 ');
