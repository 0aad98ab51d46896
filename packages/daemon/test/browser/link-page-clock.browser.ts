import { expect, test } from '@jest/globals';
import { chromium } from 'playwright-core';
import { World } from '../world.js';

test('on a device whose clock is two hours behind, the link page counts down the life of the code', async () => {
	await using world = await World.start();
	await world.createSession('sales');
	const { url } = await world.startLink('sales');
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
	});
	try {
		const page = await browser.newPage();
		await page.addInitScript(() => {
			const { now } = Date;
			Date.now = () => now() - 7_200_000;
		});
		await page.goto(url);
		await page.getByRole('button', { name: 'Show the code' }).click();
		const countdown = page.getByText(/^A new code comes in \d+ s\.$/);
		const seconds = /\d+/.exec((await countdown.textContent()) ?? '')?.[0];
		expect(Number(seconds)).toBeLessThanOrEqual(60);
	} finally {
		await browser.close();
	}
});
