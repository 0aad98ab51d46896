import { join } from 'node:path';
import { Editor } from '../editor.ts';
import type { StoredWorkflow } from '../n8n-api.ts';
import type { Stage, Step } from '../stage.ts';

const ECHO_BOT = join(import.meta.dirname, '../../../examples/n8n/echo-bot.json');

/** That of the file. */
const NAME = 'WhatsApp echo bot';

/** What `docs/n8n.md`, `docs/sandbox.md` and `examples/README.md` tell people to press, pressed. */
export const byHandStep: Step = {
	name: 'by-hand',
	async run(stage: Stage) {
		const pictures = join(stage.folder, 'by-hand');
		const editor = await Editor.open(stage.n8n.url, pictures);
		try {
			await makeACredential(stage, editor);
			await importTheEchoBot(stage, editor);
			await publish(stage, editor);
			await beAnswered(stage, editor);
		} catch (error) {
			await editor.picture('failed');
			stage.say(`  the screen at that moment, with KEEP=1: ${pictures}/failed.png`);
			throw error;
		} finally {
			await editor.close();
			await takeBack(stage);
		}
	},
};

async function makeACredential(
	{ n8n, api, credential, credentialData, say }: Stage,
	editor: Editor,
): Promise<void> {
	const { page } = editor;
	await create(editor, 'New credential');
	await page.getByPlaceholder('Search for app').fill('waypost');
	await page.getByText('Waypost API', { exact: true }).click();
	await page.getByText('Continue', { exact: true }).click();
	const dialog = editor.part('editCredential-modal');
	await dialog.getByPlaceholder('http://127.0.0.1').fill(credentialData.baseUrl);
	const key = dialog.locator('input[type=password]');
	const save = dialog.getByText('Save', { exact: true });
	await key.fill('wp_test_wrong');
	await save.click();
	await dialog.getByText('More details').click();
	await dialog.getByText('The API key is not known to Waypost.').waitFor();
	say('  “+ > New credential” with a wrong key: “More details” says what is wrong');

	await key.fill(credentialData.apiKey);
	await save.click();
	await editor.part('credentials-config-container-test-success').waitFor();
	say('  with the right one n8n says that its test went well');

	// With a single one n8n fills it in by itself, as for somebody who has just begun.
	for (const { id } of await api.call<{ id: string }[]>('GET', '/credentials')) {
		if (id !== credential.id) await api.call('DELETE', `/credentials/${id}`);
	}
	await page.goto(`${n8n.url}/home/workflows`);
}

async function importTheEchoBot({ say }: Stage, editor: Editor): Promise<void> {
	const { page } = editor;
	await create(editor, 'New workflow');
	await editor.part('workflow-menu').click();
	await page.getByText('Import', { exact: true }).hover();
	const chooser = page.waitForEvent('filechooser');
	await page.getByText('From file', { exact: true }).click();
	await (await chooser).setFiles(ECHO_BOT);
	await editor.node('Answer').waitFor();
	await page.getByText('Credentials auto-added').waitFor();
	say('  “⋯ > Import > From file” brings the echo bot, with the credential');
}

async function publish({ say }: Stage, editor: Editor): Promise<void> {
	const { page } = editor;
	await page.getByText('Publish', { exact: true }).first().click();
	await editor.part('workflow-publish-button').click();
	await page.getByText('Workflow published').waitFor();
	await page.getByText('Got it', { exact: true }).click();
	say('  “Publish”, and once more for the name of the version');
}

async function beAnswered({ anna, ben, say }: Stage, editor: Editor): Promise<void> {
	await ben.sendText(anna.phoneNumber, 'Are you open today?');
	await ben.nextMessage({
		timeoutMs: 20_000,
		where: ({ text }) => text === 'You wrote: Are you open today?',
	});
	await editor.part('radio-button-executions').click();
	await editor.page.getByText('Succeeded').first().waitFor();
	say('  the phone is answered, and the workflow is under “Executions”');
}

/** “+” is at the top left of every page. */
async function create(editor: Editor, what: string): Promise<void> {
	await editor.part('universal-add').click();
	await editor.page.getByText(what, { exact: true }).click();
}

/** So that no other step is answered, too. */
async function takeBack({ api }: Stage): Promise<void> {
	for (const workflow of await api.call<StoredWorkflow[]>('GET', '/workflows')) {
		if (workflow.name === NAME) await api.deactivate(workflow);
	}
}
