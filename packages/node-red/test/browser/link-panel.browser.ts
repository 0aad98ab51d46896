import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from '@jest/globals';
import type { CreatedApiKey, Link } from '@waypost/contract';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { World } from '../../../daemon/test/world.ts';
import { linkNode } from '../link-inbox.ts';
import { RealNodeRed } from '../real-node-red.ts';

let nodeRed: RealNodeRed;
let browser: Browser;
let world: World;
let page: Page;
/** Requests of the panels. */
let requests: string[];

beforeAll(async () => {
	nodeRed = await RealNodeRed.start(null);
	browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
	});
}, 60_000);
afterAll(async () => {
	await browser.close();
	await nodeRed[Symbol.asyncDispose]();
});
beforeEach(async () => {
	// Two QR codes per link, which live for five seconds each: what a test does with one, a busy machine
	// has to do in that time.
	world = await World.start({
		sandbox: { qr: { refs: 2, firstMs: 5_000, nextMs: 5_000 } },
		tuning: { qrTimeoutMs: 5_000 },
	});
	const { body } = await world.call<CreatedApiKey>('POST', '/v1/keys', {
		json: { name: 'node-red', preset: 'automation' },
	});
	const url = world.daemon.url;
	await nodeRed.deploy([
		{ id: 'tab', type: 'tab', label: 'Test' },
		{ id: 'config', type: 'waypost-config', url, credentials: { apiKey: body.key } },
		{ ...linkNode(), z: 'tab', x: 200, y: 100, wires: [] },
	]);
	page = await browser.newPage({ locale: 'en-US' });
	requests = [];
	page.on('request', (request) => {
		if (request.url().includes('/waypost/')) requests.push(request.url());
	});
	await page.goto(nodeRed.url);
	await page.locator('#link').waitFor();
});
afterEach(async () => {
	await page.close();
	await nodeRed.deploy([]);
	await world[Symbol.asyncDispose]();
});

const linkOf = async (): Promise<Link> =>
	(await world.call<Link>('GET', '/v1/sessions/sales/link')).body;

/** The panel behind the button of the node. */
async function pressButton(): Promise<Locator> {
	await page.locator('#link .red-ui-flow-node-button-button').click();
	return page.locator('.red-ui-notification .waypost-link-panel');
}

async function openDialog(): Promise<Locator> {
	// To Node-RED clicks that are more than 0.65 s apart are no double click: here they may be.
	do await page.locator('#link rect.red-ui-flow-node').dblclick();
	while ((await page.locator('.red-ui-tray').count()) === 0);
	return page.locator('#dialog-form .waypost-link-panel');
}

test('the button of the node shows a QR code, the next one when it has expired, and that it is linked', async () => {
	const anna = await world.anna();
	const panel = await pressButton();
	const qr = panel.getByAltText('QR code to scan with WhatsApp on the phone');
	await qr.waitFor();
	await panel.getByText(/^[1-5] s left$/).waitFor();
	const first = await qr.getAttribute('src');
	expect(first).toBe((await linkOf()).qrImage);
	await world.event('session.link', ({ data }) => data.attempt === 2);
	const second = await linkOf();
	await page.locator(`.waypost-link-qr[src="${second.qrImage}"]`).waitFor();
	await anna.scan(second.qr ?? '');
	await panel.getByText('Linked to +491700000001, and connected.').waitFor();
	expect(await qr.isVisible()).toBe(false);
});

test('a code that nobody scanned disappears, and a new one is a click away', async () => {
	const panel = await pressButton();
	const qr = panel.getByAltText('QR code to scan with WhatsApp on the phone');
	await qr.waitFor();
	await panel.getByText('Nobody scanned the last QR code in time.').waitFor();
	expect(await qr.isVisible()).toBe(false);
	await panel.getByRole('button', { name: 'Show QR code' }).click();
	await qr.waitFor();
});

test('the dialog asks for nothing by itself, and links by a pairing code', async () => {
	const anna = await world.anna();
	const panel = await openDialog();
	await panel.getByText('This session is new.').waitFor();
	await panel.getByRole('button', { name: 'Use a pairing code' }).click();
	const phoneNumber = panel.getByRole('textbox', { name: 'Number of the phone' });
	await phoneNumber.fill('Anna');
	await panel.getByRole('button', { name: 'Get the code' }).click();
	await panel.getByText('The phone number cannot be used.').waitFor();
	await phoneNumber.fill(anna.phoneNumber);
	await phoneNumber.press('Enter');
	const code = panel.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
	await anna.enterPairingCode(((await code.textContent()) ?? '').replace('-', ''));
	await panel.getByText('Linked to +491700000001, and connected.').waitFor();
});

test('unlinks after a question', async () => {
	const { phone } = await world.linkedSession('sales');
	const panel = await pressButton();
	await panel.getByRole('button', { name: 'Unlink' }).click();
	await panel.getByText('Unlink this phone?').waitFor();
	await panel.getByRole('button', { name: 'Keep it linked' }).click();
	expect(phone.devices()).toHaveLength(1);
	await panel.getByRole('button', { name: 'Unlink' }).click();
	await panel.locator('.waypost-link-question').getByRole('button', { name: 'Unlink' }).click();
	await panel.getByText('No phone is linked.').waitFor();
	expect(phone.devices()).toEqual([]);
});

test('asks no more once it is closed', async () => {
	await page.clock.install();
	const panel = await openDialog();
	await panel.getByText('This session is new.').waitFor();
	await page.locator('#node-dialog-cancel').click();
	await panel.waitFor({ state: 'detached' });
	const asked = requests.length;
	await page.clock.fastForward(60_000);
	await page.evaluate(() => document.title);
	expect(requests).toHaveLength(asked);
});
