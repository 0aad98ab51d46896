import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { EXAMPLES, exampleFlow } from '../example-flows.ts';
import { RealNodeRed } from '../real-node-red.ts';

let nodeRed: RealNodeRed;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
	});
	const files = readdirSync(EXAMPLES).sort();
	const flow = files.flatMap(exampleFlow).map((node) => {
		const isConfig = node.type === 'waypost-config';
		return isConfig ? { ...node, url: 'http://127.0.0.1:9', credentials: { apiKey: 'x' } } : node;
	});
	await nodeRed.deploy(flow);
	page = await browser.newPage({ locale: 'en-US' });
	await page.goto(nodeRed.url);
	await page.locator('#waypost-file-send').waitFor();
}, 60_000);
afterAll(async () => {
	await browser.close();
	await nodeRed[Symbol.asyncDispose]();
});

/** Opens the dialog of a node, also on another tab. */
const open = async (id: string) => {
	await page.evaluate(`RED.editor.edit(RED.nodes.node('${id}'))`);
	await page.locator('#dialog-form').waitFor();
};
const stored = (id: string, property: string): Promise<unknown> =>
	page.evaluate(`RED.nodes.node('${id}').${property}`);
const done = async () => {
	await page.locator('#node-dialog-ok').click();
	await page.locator('#dialog-form').waitFor({ state: 'detached' });
};

test('no node of an example is marked as not properly configured', async () => {
	const invalid = await page.evaluate(`(() => {
		const names = [];
		RED.nodes.eachNode((node) => {
			if (node.valid === false) names.push(node.id + ': ' + node.validationErrors);
		});
		return names;
	})()`);
	expect(invalid).toEqual([]);
});

test('the events of Message Received are ticked, and what is ticked is stored', async () => {
	await open('waypost-echo-in');
	const box = (name: string) =>
		page.locator('#waypost-in-events').getByLabel(name, { exact: true });
	expect(await box('Message received').isChecked()).toBe(true);
	expect(await box('Reaction').isChecked()).toBe(false);
	await box('Reaction').check();
	await page.locator('#node-input-download').check();
	await page.locator('#node-input-maxMegabytes').fill('5');
	await done();
	expect(await stored('waypost-echo-in', 'events')).toEqual([
		'message.received',
		'message.reaction',
	]);
	expect(await stored('waypost-echo-in', 'session')).toBe('');
	expect(await stored('waypost-echo-in', 'download')).toBe(true);
});

test('a number without its country code is marked', async () => {
	await open('waypost-echo-in');
	const chats = page.locator('#node-input-chats');
	const isMarked = () => chats.evaluate((input) => input.classList.contains('input-error'));
	await chats.fill('0170 0000001');
	await chats.dispatchEvent('change');
	expect(await isMarked()).toBe(true);
	await chats.fill('0049 170 0000001, 123-456@g.us');
	await chats.dispatchEvent('change');
	expect(await isMarked()).toBe(false);
	await done();
});

test('the dialog of Send Attachment keeps what it was given', async () => {
	await open('waypost-file-send');
	await page.locator('#dialog-form').getByText('A Buffer, base64, a data URL').waitFor();
	await page.locator('#node-input-source').selectOption('mediaPath');
	await page.locator('#dialog-form').getByText('WAYPOST_MEDIA_DIR').waitFor();
	await done();
	expect(await stored('waypost-file-send', 'source')).toBe('mediaPath');
	expect(await stored('waypost-file-send', 'kind')).toBe('document');
	expect(await stored('waypost-file-send', 'kindType')).toBe('kind');
	expect(await stored('waypost-file-send', 'fileNameType')).toBe('msg');
});
