import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ANNA, BOB } from '../world.js';
import { HeldRequests } from './held-requests.js';
import { bubble, focusOn, launchBrowser, menuOf, PageWorld, write } from './page-world.js';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the phone page, while the sandbox answers late', () => {
	test('sends what is written meanwhile after what is on its way, and loses nothing', async () => {
		await using opened = await PageWorld.open(browser);
		const { bob } = opened.world;
		const anna = await opened.startChat('Anna', 'Bob');
		const held = await HeldRequests.of(opened.page, 'POST', /\/messages$/);
		await write(anna, 'first');
		await write(anna, 'second');
		await held.asked();
		await held.letGo();
		expect((await bob.nextMessage()).text).toBe('first');
		expect((await bob.nextMessage()).text).toBe('second');
		expect(opened.complaints).toEqual([]);
	});

	test('gives back what it could not send, and says why', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await opened.startChat('Anna', 'Bob');
		await opened.page.route('**/messages', (route) =>
			route.request().method() === 'POST' ? route.abort() : route.fallback(),
		);
		await write(anna, 'hello?');
		await anna.getByRole('alert').getByText('The server does not answer.').waitFor();
		const field = anna.getByRole('textbox', { name: 'Message' });
		expect(await field.inputValue()).toBe('hello?');
	});

	test('has the last line of a chat in the list at once', async () => {
		await using opened = await PageWorld.open(browser);
		await opened.world.anna.sendText(BOB, 'old');
		const bob = opened.phone('Bob');
		await bob.getByRole('button', { name: /Anna.*old.*1 unread/ }).waitFor();
		await HeldRequests.of(opened.page, 'GET', /\/chats$/);
		await opened.world.anna.sendText(BOB, 'new');
		await bob.getByRole('button', { name: /Anna.*new.*2 unread/ }).waitFor();
	});

	test('leaves the focus on the button whose wish is under way', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		await page.getByRole('button', { name: 'Faults' }).click();
		const held = await HeldRequests.of(page, 'POST', /\/faults$/);
		const button = page.getByRole('button', { name: 'Add this fault' });
		await button.press('Enter');
		await held.asked();
		await button.and(page.locator('[aria-disabled=true]')).waitFor();
		await focusOn(button);
		await held.letGo();
		await page.getByText('fault-1').waitFor();
		await focusOn(button);
	});

	test('leaves the focus on a chat that moves up in the list', async () => {
		await using opened = await PageWorld.open(browser);
		const carol = await opened.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		await carol.sendText(ANNA, 'early');
		await opened.world.bob.sendText(ANNA, 'later');
		const rows = opened.phone('Anna').getByRole('list', { name: 'Chats of' }).getByRole('button');
		await rows
			.nth(0)
			.and(opened.page.getByRole('button', { name: /Bob.*later/ }))
			.waitFor();
		await rows.nth(1).focus();
		await carol.sendText(ANNA, 'latest');
		await rows
			.nth(0)
			.and(opened.page.getByRole('button', { name: /Carol.*latest/ }))
			.waitFor();
		await focusOn(rows.nth(0));
	});

	test('puts the focus on "New chat" when one comes back from a chat without a message', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await opened.startChat('Anna', 'Bob');
		await anna.getByRole('button', { name: 'Back' }).press('Enter');
		await focusOn(anna.getByRole('button', { name: 'New chat' }));
	});

	test('does not take one to a new group from where one is by then', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = opened.phone('Anna');
		await anna.getByRole('button', { name: 'New chat' }).click();
		await anna.getByRole('button', { name: 'New group' }).click();
		await anna.getByRole('textbox', { name: 'Subject' }).fill('Garden');
		const held = await HeldRequests.of(opened.page, 'POST', /\/groups$/);
		await anna.getByRole('button', { name: 'Create the group' }).click();
		await held.asked();
		await anna.getByRole('button', { name: 'Back' }).click();
		await anna.getByRole('button', { name: 'Back' }).click();
		await held.letGo();
		await anna.getByRole('button', { name: 'Garden' }).waitFor();
		expect(await anna.getByRole('heading', { name: 'Chats' }).isVisible()).toBe(true);
	});

	test('leaves a menu open that was opened after the one whose wish is under way', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		await opened.world.anna.sendText(BOB, 'hello');
		const bob = await opened.openChat('Bob', 'Anna');
		const held = await HeldRequests.of(page, 'POST', /\/messages$/);
		const menu = await menuOf(bubble(bob, 'hello'));
		await menu.getByRole('button', { name: 'React with 👍' }).click();
		await held.asked();
		await page.keyboard.press('Escape');
		await menu.waitFor({ state: 'detached' });
		await menuOf(bubble(bob, 'hello'));
		await held.letGo();
		await bob.getByRole('img', { name: 'Reactions: Bob: 👍' }).waitFor();
		expect(await menu.isVisible()).toBe(true);
	});

	test('shows settings once they are known, so that they replace nothing that is typed', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const held = await HeldRequests.of(page, 'GET', /\/settings$/);
		await page.getByRole('button', { name: 'Faults' }).click();
		await page.getByText('How WhatsApp behaves otherwise').click();
		await held.asked();
		const field = page.getByLabel('Milliseconds until a message is confirmed');
		expect(await field.count()).toBe(0);
		await held.letGo();
		expect(await field.inputValue()).toBe('0');
	});

	test('adds nothing to a wire log that was paused meanwhile', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, world } = opened;
		await world.linkedClient();
		await page.getByRole('button', { name: 'Wire log' }).click();
		const log = page.getByRole('complementary', { name: 'Wire log' });
		await log.getByRole('searchbox').fill('notify="Bob"');
		await log.getByText('Nothing fits the filter.').waitFor();
		const held = await HeldRequests.of(page, 'GET', /\/stanzas$/);
		await held.asked();
		await world.bob.sendText(ANNA, 'meanwhile');
		await opened.phone('Bob').getByText('meanwhile').waitFor();
		await log.getByRole('button', { name: 'Pause' }).click();
		await held.letGo();
		await page.evaluate(() => new Promise(requestAnimationFrame));
		expect(await log.getByRole('listitem').count()).toBe(0);
		await log.getByRole('button', { name: 'Go on' }).click();
		await log.getByRole('listitem').first().waitFor();
	});
});
