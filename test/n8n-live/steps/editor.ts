import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Editor } from '../editor.ts';
import type { Stage, Step } from '../stage.ts';
import { builtIn, chain, locator, session, start } from '../workflows.ts';
import { echoOf } from './trigger.ts';

/** What a person sees in n8n's editor, in a browser; each view becomes a picture. */
export const editorStep: Step = {
	name: 'editor',
	async run(stage: Stage) {
		const pictures = process.env['SCREENSHOTS'] || join(stage.folder, 'screenshots');
		const editor = await Editor.open(stage.n8n.url, pictures);
		try {
			await findNodes(stage, editor);
			await testCredential(stage, editor);
			await runSendMessage(stage, editor);
			await chooseAGroup(stage, editor);
			await meetAnError(stage, editor);
			await linkANumber(stage, editor);
			await echoOnce(stage, editor);
			await inTheDark(stage, editor);
			assert.deepEqual(editor.strangers, [], 'the editor calls nobody else');
		} catch (error) {
			const path = join(tmpdir(), 'waypost-n8n-live-failed.png');
			await editor.page.screenshot({ path });
			stage.say(`  the screen at that moment: ${path}`);
			throw error;
		} finally {
			await editor.close();
		}
	},
};

async function findNodes({ api, say }: Stage, editor: Editor): Promise<void> {
	await editor.openWorkflow(await api.createWorkflow(chain('My workflow', [start()])));
	await editor.part('node-creator-plus-button').click();
	await editor.part('node-creator-search-bar').waitFor();
	await editor.page.keyboard.type('whatsapp');
	const found = editor.part('node-creator-item-name');
	for (const name of [
		'Link WhatsApp',
		'Send Attachment (WhatsApp)',
		'Send Message (WhatsApp)',
		// n8n leaves out the word "Trigger" here.
		'Waypost',
	]) {
		await found.getByText(name, { exact: true }).waitFor();
	}
	await editor.picture('node-search');
	say('  a search for "whatsapp" finds all four nodes');
}

async function testCredential({ credential, say }: Stage, editor: Editor): Promise<void> {
	await editor.openCredential(credential.name);
	// n8n tests it when its window opens.
	const success = editor.part('credentials-config-container-test-success');
	await success.waitFor();
	await success.locator('.n8n-spinner').waitFor({ state: 'detached' });
	await editor.picture('credential');
	say('  the window of the credential says that the test went well');
}

async function runSendMessage({ api, ben, node, say }: Stage, editor: Editor): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Greet a customer', [
			start(),
			builtIn('Customer', 'set', 3.4, {
				mode: 'raw',
				jsonOutput: JSON.stringify({ name: 'Ben', phone: '+49 170 0000002' }),
			}),
			node('Send Message', 'sendMessage', {
				session: { ...session('sales'), cachedResultName: 'sales: +491700000001' },
				to: locator('phoneNumber', '={{ $json.phone }}'),
				text: '=Hello {{ $json.name }}, your order is on its way.',
			}),
		]),
	);
	await editor.openWorkflow(workflow);
	await editor.openPanel('Send Message');
	await editor.executeStep();
	await ben.nextMessage({ where: ({ text }) => text === 'Hello Ben, your order is on its way.' });
	await showFields(editor);
	await editor.dismissNotes();
	await editor.picture('send-message');
	say('  Send Message, executed from its panel: the phone displays the text');
}

/** The editor opens lists by rules of its own, which no other test meets. */
async function chooseAGroup(
	{ api, sandbox, anna, ben, node, say }: Stage,
	editor: Editor,
): Promise<void> {
	await sandbox.createGroup({
		subject: 'Neighbours',
		owner: anna.phoneNumber,
		members: [ben.phoneNumber],
	});
	const workflow = await api.createWorkflow(
		chain('Tell the neighbours', [
			start(),
			node('Send Message', 'sendMessage', {
				session: { ...session('sales'), cachedResultName: 'sales: +491700000001' },
				to: locator('list', ''),
				text: 'Party at eight',
			}),
		]),
	);
	await editor.openWorkflow(workflow);
	await editor.openPanel('Send Message');
	await editor.part('resource-locator-to').locator('[data-test-id="rlc-input"]').click();
	await editor.part('rlc-item').getByText('Neighbours').click();
	await editor.executeStep();
	await ben.nextMessage({ where: ({ text }) => text === 'Party at eight' });
	say('  a group is chosen from the list, and its members get the message');
}

async function meetAnError({ api, node, say }: Stage, editor: Editor): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Write to nobody', [
			start(),
			node('Send Message', 'sendMessage', {
				session: { ...session('sales'), cachedResultName: 'sales: +491700000001' },
				to: locator('phoneNumber', '+49 170 0000099'),
				text: 'Is anybody there?',
			}),
		]),
	);
	await editor.openWorkflow(workflow);
	await editor.openPanel('Send Message');
	await editor.part('node-execute-button').first().click();
	const output = editor.part('output-panel');
	await output.getByText('The number is not on WhatsApp').first().waitFor();
	await output.getByText('Check the number.').first().waitFor();
	await editor.part('node-execute-button').getByText('Execute step').first().waitFor();
	await editor.dismissNotes();
	await editor.picture('error');
	say('  what went wrong is in the output panel, in words');
}

/** The output as a list of fields, which shows more of them than the table. */
const showFields = (editor: Editor) =>
	editor.part('output-panel').locator('[data-test-id="radio-button-schema"]').click();

async function linkANumber(
	{ api, client, carla, node, say }: Stage,
	editor: Editor,
): Promise<void> {
	const workflow = await api.createWorkflow(
		chain('Link a number', [
			start(),
			node('Link WhatsApp', 'linkWhatsApp', {
				operation: 'getQrCode',
				session: locator('id', 'support'),
			}),
			node('Wait Until Linked', 'linkWhatsApp', {
				operation: 'waitUntilLinked',
				session: locator('id', '={{ $json.sessionId }}'),
			}),
		]),
	);
	await editor.openWorkflow(workflow);
	await editor.openPanel('Link WhatsApp');
	await editor.executeStep();
	await editor.part('output-panel').getByText('Linked devices').first().waitFor();
	await editor.dismissNotes();
	await editor.picture('link-whatsapp-hint');
	const { qr, qrImage } = await client.sessions.getLink('support');
	assert.equal(await previewOf(editor), qrImage, 'the code on the screen is the one that counts');
	await editor.picture('link-whatsapp');
	await editor.closePanel();
	say('  Link WhatsApp shows the QR code as a picture, and a hint how to scan it');

	await editor.openPanel('Wait Until Linked');
	await editor.part('node-execute-button').first().click();
	await carla.scan(qr!);
	await editor.part('output-panel').getByText(carla.phoneNumber).first().waitFor();
	say(`  a phone scans it, and Wait Until Linked says ${carla.phoneNumber}`);
}

/** Opens the preview of a file in the output. @returns the picture that is shown, as a data URL. */
async function previewOf(editor: Editor): Promise<string> {
	const output = editor.part('output-panel');
	await output.locator('[data-test-id="radio-button-binary"]').click();
	await output.locator('[data-test-id="ndv-view-binary-data"]').click();
	const picture = editor.page.locator('.binary-data-window img');
	await picture.waitFor();
	return await picture.evaluate(async (image: HTMLImageElement) => {
		await image.decode();
		const blob = await (await fetch(image.src)).blob();
		return await new Promise<string>((resolve) => {
			const reader = new FileReader();
			reader.onload = () => resolve(reader.result as string);
			reader.readAsDataURL(blob);
		});
	});
}

async function echoOnce(stage: Stage, editor: Editor): Promise<void> {
	const { api, ben, anna, say } = stage;
	const workflow = await api.createWorkflow(echoOf(stage, 'Echo', 'You wrote'));
	await editor.openWorkflow(workflow);
	await editor.openPanel('Waypost Trigger');
	await editor.picture('waypost-trigger');
	await editor.closePanel();
	// n8n answers once it listens.
	const listening = editor.page.waitForResponse((response) => response.url().endsWith('/run'));
	await editor.part('execute-workflow-button').click();
	await listening;
	await ben.sendText(anna.phoneNumber, 'Good morning');
	await ben.nextMessage({
		timeoutMs: 20_000,
		where: ({ text }) => text === 'You wrote: Good morning',
	});
	await editor.part('canvas-node-status-success').nth(1).waitFor();
	await editor.dismissNotes();
	await editor.picture('echo-bot');
	say('  a test event of the phone runs the workflow on the canvas');
}

/** Each theme has its icon. */
async function inTheDark({ say }: Stage, editor: Editor): Promise<void> {
	const icon = (file: string) => editor.node('Send Message').locator(`img[src$="/${file}"]`);
	await icon('waypost.svg').waitFor();
	await editor.page.emulateMedia({ colorScheme: 'dark' });
	await icon('waypost.dark.svg').waitFor();
	say('  and its icons change with the theme');
}
