import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ANNA, BOB } from '../world.js';
import { contrastsBelow } from './contrast.js';
import { picture } from './files.js';
import {
	bubble,
	drop,
	focusOn,
	launchBrowser,
	menuOf,
	PageWorld,
	SMALL,
	write,
} from './page-world.js';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
	for (let count = 0; count < 60; count += 1) {
		await page.keyboard.press('Tab');
		const focused = await page.evaluate(() => {
			const { activeElement: at } = document;
			return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
		});
		if (name.test(focused)) return;
	}
	throw new Error(`Tab never comes to ${String(name)}.`);
}

describe.each(['light', 'dark'] as const)('the phone page on a small screen, %s', (scheme) => {
	const dark = scheme === 'dark';

	test('one phone at a time, and nothing is wider than the screen', async () => {
		await using opened = await PageWorld.open(browser, { size: SMALL, dark });
		const { page, world } = opened;
		const width = () => page.evaluate(() => document.documentElement.scrollWidth);
		await world.anna.sendText(BOB, 'hello');
		await page.getByRole('tab', { name: 'Bob 1 unread' }).click();
		await page.getByRole('tabpanel', { name: 'Bob' }).waitFor();
		await page.getByRole('tabpanel', { name: 'Anna' }).waitFor({ state: 'detached' });
		expect(await width()).toBe(SMALL.width);
		await world.anna.sendText(BOB, `${'word '.repeat(40)}${'x'.repeat(300)}`);
		await world.anna.sendAttachment(BOB, { data: await picture(), mimeType: 'image/png' });
		await page.getByRole('button', { name: /Anna.*Picture/ }).click();
		await bubble(page.getByRole('log'), 'word word').waitFor();
		await page.waitForFunction(
			() => document.querySelector<HTMLImageElement>('.picture img')?.naturalWidth,
		);
		expect(await width()).toBe(SMALL.width);
		for (const [panel, content] of [
			['Faults', 'Nothing goes wrong on purpose.'],
			['Wire log', 'Nothing on the wire yet.'],
		] as const) {
			await page.getByRole('button', { name: panel, exact: true }).click();
			await page.getByRole('complementary', { name: panel }).getByText(content).waitFor();
			expect([panel, await width()]).toEqual([panel, SMALL.width]);
		}
		expect(opened.complaints).toEqual([]);
	});

	test('all text stands out from what is behind it', async () => {
		await using opened = await PageWorld.open(browser, { dark });
		const { page, world } = opened;
		await world.linkedClient();
		await world.anna.sendText(BOB, 'hello');
		await world.bob.sendText(ANNA, 'hello back');
		await world.bob.read(ANNA);
		const bob = await opened.openChat('Bob', 'Anna');
		await bubble(bob, 'hello back').getByRole('img', { name: 'Delivered' }).waitFor();
		await opened.phone('Anna').getByText('Program connected').waitFor();
		expect(await contrastsBelow(page, 4.5)).toEqual([]);
		await (await menuOf(bubble(bob, 'hello back'))).getByRole('button', { name: 'Reply' }).hover();
		expect(await contrastsBelow(page, 4.5)).toEqual([]);
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		const file = { name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('x') };
		await drop(bob.getByRole('log'), file);
		await bob.getByText('a.pdf').waitFor();
		await page.getByRole('button', { name: 'Add phone' }).click();
		await page.getByRole('dialog', { name: 'Add a phone' }).waitFor();
		expect(await contrastsBelow(page, 4.5)).toEqual([]);
		await page.keyboard.press('Escape');
		await opened.phone('Anna').getByRole('button', { name: 'Linked devices' }).click();
		await opened.phone('Anna').getByText('Connected', { exact: true }).waitFor();
		await page.getByRole('button', { name: 'Wire log' }).click();
		await page.getByText('success').first().waitFor();
		expect(await contrastsBelow(page, 4.5)).toEqual([]);
		await page.getByRole('button', { name: 'Faults' }).click();
		await page.getByRole('button', { name: 'Add this fault' }).click();
		await page.getByText('fault-1').waitFor();
		expect(await contrastsBelow(page, 4.5)).toEqual([]);
	});
});

describe('the phone page without a mouse', () => {
	test('one writes, answers and reacts by the keyboard, and the focus comes back', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		await opened.world.bob.sendText(ANNA, 'Are you there?');
		const anna = opened.phone('Anna');
		await anna.getByText('Are you there?').waitFor();
		await tabTo(page, /Bob.*Are you there/);
		await page.keyboard.press('Enter');
		await focusOn(anna.getByRole('textbox', { name: 'Message' }));
		await page.keyboard.type('Yes');
		await page.keyboard.press('Enter');
		const more = bubble(anna, 'Yes').getByRole('button', { name: 'What to do with this message' });
		await more.waitFor();
		await focusOn(anna.getByRole('textbox', { name: 'Message' }));

		await page.keyboard.press('Shift+Tab');
		await focusOn(anna.getByRole('button', { name: 'Attach' }));
		await page.keyboard.press('Shift+Tab');
		await focusOn(more);
		await page.keyboard.press('Enter');
		await focusOn(page.getByRole('button', { name: 'React with 👍' }));
		await page.keyboard.press('Escape');
		await focusOn(more);

		await anna.getByRole('button', { name: 'Back' }).press('Enter');
		await focusOn(anna.getByRole('button', { name: /Bob.*Yes/ }));
	});

	test('Escape closes a panel, and the focus goes back to what opened it', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		await page.getByRole('button', { name: 'Faults' }).press('Enter');
		await page.getByLabel('What goes wrong').press('Escape');
		await page.getByRole('complementary').waitFor({ state: 'detached' });
		await focusOn(page.getByRole('button', { name: 'Faults' }));
	});

	test('the focus stays at a message that is taken back', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await opened.startChat('Anna', 'Bob');
		await write(anna, 'wrong chat');
		const menu = await menuOf(bubble(anna, 'wrong chat'));
		await menu.getByRole('button', { name: 'Delete for everyone' }).click();
		await anna.getByText('This message was deleted.').waitFor();
		await menu.waitFor({ state: 'detached' });
		await focusOn(anna.getByRole('button', { name: 'What to do with this message of yours' }));
	});

	test('the arrow keys move between the tabs of a small screen', async () => {
		await using opened = await PageWorld.open(browser, { size: SMALL });
		const { page } = opened;
		await page.getByRole('tab', { name: 'Anna' }).press('ArrowRight');
		await page.getByRole('tabpanel', { name: 'Bob' }).waitFor();
		await focusOn(page.getByRole('tab', { name: 'Bob' }));
	});

	test('a screen reader is told of each new message, once', async () => {
		await using opened = await PageWorld.open(browser);
		await opened.phone('Bob').waitFor();
		await opened.world.anna.sendText(BOB, 'news');
		const said = 'Bob got a message from Anna: news';
		await opened.page.getByRole('status').getByText(said, { exact: true }).waitFor();
	});
});

describe('the phone page is not taken over', () => {
	const HOSTILE = '<img src=x onerror="document.title=1"><b>bold</b>';

	test('by names, texts, file names and subjects: they are shown as they are', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox, world } = opened;
		const mallory = await sandbox.addPhone({ phoneNumber: '+491700000003', name: HOSTILE });
		await sandbox.createGroup({ subject: HOSTILE, members: [mallory, world.bob] });
		await mallory.sendText(BOB, HOSTILE);
		const data = Buffer.from('x');
		await mallory.sendAttachment(BOB, { data, mimeType: HOSTILE, fileName: HOSTILE });
		const bob = opened.phone('Bob');
		await bob.getByRole('button', { name: `Document: ${HOSTILE}` }).click();
		await bubble(bob, HOSTILE).nth(1).getByRole('link').waitFor();
		expect(await page.locator('b').count()).toBe(0);
		expect(await page.title()).toBe('Waypost sandbox');
		expect(opened.complaints).toEqual([]);
	});

	test('by a script that somebody brings into it: the policy forbids it', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const ran = await page.evaluate(() => {
			const script = document.createElement('script');
			document.body.append(script);
			try {
				script.text = 'document.title = "taken over"';
			} catch (error) {
				return error instanceof Error ? error.name : 'thrown';
			}
			return document.title;
		});
		expect(ran).toBe('TypeError');
		expect(await page.title()).toBe('Waypost sandbox');
	});

	test('the focus stays in the field while messages come in', async () => {
		await using opened = await PageWorld.open(browser);
		const bob = await opened.startChat('Bob', 'Anna');
		await bob.getByRole('textbox', { name: 'Message' }).fill('half a sen');
		await opened.world.anna.sendText(BOB, 'in between');
		await bubble(bob, 'in between').waitFor();
		await focusOn(bob.getByRole('textbox', { name: 'Message' }));
		await write(bob, 'half a sentence');
		await bubble(bob, 'half a sentence').waitFor();
	});
});
