import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { World } from '../world.js';

/** The width of a small phone. */
const SMALL = { width: 360, height: 740 };

describe('the link page, in a browser', () => {
	let browser: Browser;

	beforeAll(async () => {
		browser = await chromium.launch({
			executablePath: '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
	});
	afterAll(() => browser.close());

	/** A page of a browser that notes what the page complains of. */
	async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
		const page = await browser.newPage({ viewport: SMALL });
		const complaints: string[] = [];
		page.on('pageerror', (error) => complaints.push(error.message));
		page.on('console', (line) => {
			if (line.type() === 'error') complaints.push(line.text());
		});
		await page.goto(url);
		return { page, complaints };
	}

	async function linkPage(world: World, link: object = {}) {
		await world.call('POST', '/v1/sessions', { json: { id: 'sales', name: 'Sales <b>' } });
		const shown = await world.startLink('sales', link);
		return { ...shown, ...(await open(shown.url)) };
	}

	test('shows the code after a click, then that the phone is linked', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		const { page, complaints, qr, qrImage } = await linkPage(world);
		await page.getByText('Sales <b>').waitFor();
		expect(await page.locator('#qr').getAttribute('src')).toBeNull();
		await page.getByRole('button', { name: 'Show the code' }).click();
		await page.getByAltText('QR code to scan with WhatsApp').waitFor();
		expect(await page.locator('#qr').getAttribute('src')).toBe(qrImage);
		await anna.scan(qr ?? '');
		await page.getByText('Linked as +491700000001').waitFor();
		expect(complaints).toEqual([]);
		await page.close();
	});

	test('shows a pairing code to type', async () => {
		await using world = await World.start();
		const anna = await world.anna();
		const { page, pairingCode } = await linkPage(world, {
			method: 'code',
			phoneNumber: anna.phoneNumber,
		});
		await page.getByRole('button', { name: 'Show the code' }).click();
		const code = pairingCode ?? '';
		await page.getByText(`${code.slice(0, 4)}-${code.slice(4)}`).waitFor();
		await page.close();
	});

	test('makes a new code when the last one has run out', async () => {
		// Long enough for a slow machine to see the new one, too, before that runs out.
		await using world = await World.start({
			sandbox: { qr: { refs: 1, firstMs: 3_000, nextMs: 3_000 } },
			tuning: { qrTimeoutMs: 3_000 },
		});
		const { page } = await linkPage(world);
		await page.getByRole('button', { name: 'Show the code' }).click();
		await page.getByRole('button', { name: 'Show a new code' }).click();
		await page.getByAltText('QR code to scan with WhatsApp').waitFor();
		await page.close();
	});

	test('works with the keyboard, and fits a small phone in light and dark', async () => {
		await using world = await World.start();
		const { page } = await linkPage(world);
		const show = page.getByRole('button', { name: 'Show the code' });
		await show.waitFor();
		await page.keyboard.press('Tab');
		await show.and(page.locator(':focus')).waitFor();
		await page.keyboard.press('Enter');
		await page.getByAltText('QR code to scan with WhatsApp').waitFor();
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			const width = await page.evaluate(() => document.documentElement.scrollWidth);
			expect([colorScheme, width]).toEqual([colorScheme, SMALL.width]);
		}
		await page.close();
	});

	test('of an older link says that it has expired', async () => {
		await using world = await World.start();
		const { page } = await open(`${world.daemon.url}/link/none`);
		await page.getByText('This link has expired').waitFor();
		await page.close();
	});
});
