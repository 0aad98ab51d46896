import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DisconnectReason } from '@whiskeysockets/baileys';
import type { Browser } from 'playwright-core';
import { createSandbox } from '../../src/index.js';
import { ANNA, BOB, BOB_JID } from '../world.js';
import { launchBrowser, PageWorld } from './page-world.js';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('faults on the phone page', () => {
	test('a ready-made fault is added for one phone, strikes, is counted and removed', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		const client = await opened.world.linkedClient();
		await page.getByRole('button', { name: 'Faults' }).click();
		const faults = page.getByRole('complementary', { name: 'Faults' });
		await faults.getByLabel('What goes wrong').selectOption('A message is refused (463)');
		await faults.getByLabel('For programs linked to').selectOption(ANNA);
		await faults.getByRole('button', { name: 'Add this fault' }).click();
		await faults
			.getByText('Refuses messages from the program of +491700000001 (463), once')
			.waitFor();
		expect(sandbox.faults.all()[0]?.rule).toMatchObject({
			action: 'ack-error',
			code: 463,
			match: { number: ANNA },
		});
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'refused' });
		expect(await client.status(sent?.key.id ?? '', 0)).toBe(0);
		await faults.getByText('struck once · used up').waitFor();
		await faults.getByRole('button', { name: 'Remove fault-1' }).click();
		await faults.getByText('Nothing goes wrong on purpose.').waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('a fault is written as JSON, and a wrong one refused with a sentence', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		await page.getByRole('button', { name: 'Faults' }).click();
		const faults = page.getByRole('complementary', { name: 'Faults' });
		await faults.getByText('As JSON').click();
		const json = faults.getByRole('textbox', { name: 'The fault as JSON' });
		await json.fill('{"action": "drop",');
		await faults.getByRole('button', { name: 'Add this fault' }).click();
		await faults.getByRole('alert').getByText('This is not JSON').waitFor();
		await json.fill('{"match": {"tag": "receipt"}, "action": "drop", "probability": 0.5}');
		await faults.getByRole('button', { name: 'Add this fault' }).click();
		await faults.getByText('Loses receipts, 50 % of them').waitFor();
		expect(sandbox.faults.all()).toHaveLength(1);
	});

	test('how WhatsApp behaves otherwise is set, too', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		await page.getByRole('button', { name: 'Faults' }).click();
		const faults = page.getByRole('complementary', { name: 'Faults' });
		await faults.getByText('How WhatsApp behaves otherwise').click();
		await faults.getByLabel('Milliseconds until a message is confirmed').fill('150');
		await faults.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Saved').waitFor();
		expect(sandbox.settings.current).toMatchObject({ ackDelayMs: 150, passkey: false });
	});

	test('what happens to a number happens at once', async () => {
		await using opened = await PageWorld.open(browser);
		const client = await opened.world.linkedClient();
		const anna = opened.phone('Anna');
		await anna.getByRole('button', { name: 'Settings of this phone' }).click();
		await anna.getByRole('button', { name: 'Now: Another computer takes over the link' }).click();
		expect((await client.closed()).code).toBe(DisconnectReason.connectionReplaced);
		expect(opened.complaints).toEqual([]);
	});
});

describe('the wire log on the phone page', () => {
	test('each stanza is there, as XML, and the filter finds it', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const client = await opened.world.linkedClient();
		await page.getByRole('button', { name: 'Wire log' }).click();
		const log = page.getByRole('complementary', { name: 'Wire log' });
		await log.getByRole('searchbox').fill('message enc');
		const sent = await client.socket.sendMessage(BOB_JID, { text: 'hi' });
		const row = log.getByRole('listitem').filter({ hasText: sent?.key.id ?? '' });
		await row.locator('summary').click();
		await row.getByText(`<message`).getByText('<participants>').waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('what the sandbox cannot make sense of is told above it', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		await page.getByRole('button', { name: 'Wire log' }).click();
		const stranger = new WebSocket(sandbox.url.replace('/ws/chat', '/elsewhere'));
		await once(stranger, 'error');
		await page.getByText('One thing was odd').click();
		await page.getByRole('listitem').filter({ hasText: '/elsewhere' }).waitFor();
	});

	test('it stands still while it is paused, and catches up afterwards', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, world } = opened;
		const client = await world.linkedClient();
		await page.getByRole('button', { name: 'Wire log' }).click();
		const log = page.getByRole('complementary', { name: 'Wire log' });
		await log.getByRole('searchbox').fill('notify="Bob"');
		await world.bob.sendText(ANNA, 'first');
		await log.getByRole('listitem').first().waitFor();
		await log.getByRole('button', { name: 'Pause' }).click();
		await world.bob.sendText(ANNA, 'meanwhile');
		await client.messageWithText('meanwhile');
		await opened.phone('Bob').getByText('meanwhile').waitFor();
		expect(await log.getByRole('listitem').count()).toBe(1);
		await log.getByRole('button', { name: 'Go on' }).click();
		await log.getByRole('listitem').nth(1).waitFor();
	});
});

describe('the sandbox as a whole on the phone page', () => {
	test('from nothing to two phones by one button, one more by a form, and back to nothing', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		for (const name of ['Anna', 'Bob']) await opened.loaded(name);
		await page.getByRole('button', { name: 'Reset' }).click();
		await page.getByRole('button', { name: 'Empty it' }).click();
		await page.getByRole('button', { name: 'Add two phones' }).click();
		await opened.phone('Ben').waitFor();
		await page.getByRole('button', { name: 'Add phone' }).click();
		await page.getByRole('textbox', { name: 'Name' }).fill('Carol');
		await page.getByRole('textbox', { name: 'Name' }).press('Enter');
		const carol = opened.phone('Carol, +491700000003');
		await opened.loaded('Carol');
		await carol.getByRole('button', { name: 'Settings of this phone' }).click();
		await carol.getByRole('button', { name: 'Remove this phone' }).click();
		await page.getByRole('button', { name: 'Remove it' }).click();
		await carol.waitFor({ state: 'detached' });
		expect(sandbox.phones().map(({ name }) => name)).toEqual(['Anna', 'Ben']);
		expect(opened.complaints).toEqual([]);
	});

	test('what happens elsewhere is seen: a phone, a message, a device', async () => {
		await using opened = await PageWorld.open(browser);
		const carol = await opened.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		await opened.phone('Carol').waitFor();
		await carol.sendText(BOB, 'hello Bob');
		await opened
			.phone('Bob')
			.getByRole('button', { name: /Carol.*hello Bob.*1 unread/ })
			.waitFor();
		await opened.world.linkedClient(carol);
		await opened.phone('Carol').getByText('Program connected').waitFor();
	});

	test('among many phones one is found by its name', async () => {
		await using opened = await PageWorld.open(browser);
		for (let count = 3; count <= 20; count += 1) {
			const phoneNumber = `+4917000000${String(count).padStart(2, '0')}`;
			await opened.sandbox.addPhone({ phoneNumber, name: `Phone ${count}` });
		}
		await opened.page.getByRole('searchbox', { name: 'Find a phone' }).fill('phone 17');
		await opened.page.getByRole('button', { name: 'Phone 17' }).click();
		await opened.phone('Phone 17').waitFor();
		const names = await opened.page
			.getByRole('main')
			.getByRole('heading', { level: 2 })
			.allInnerTexts();
		expect(names).toEqual(['Anna', 'Bob', 'Phone 3', 'Phone 17']);
	});

	test('it tells a program what it needs to connect', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, sandbox } = opened;
		await page.getByRole('button', { name: 'Connect' }).click();
		const environment = page.getByRole('textbox', { name: 'Waypost: its environment' });
		await environment.waitFor();
		expect(await environment.inputValue()).toContain(`WAYPOST_WHATSAPP_URL=${sandbox.url}`);
	});

	test('when the sandbox is started again, the page shows what is there then', async () => {
		await using opened = await PageWorld.open(browser);
		const { port } = opened.sandbox;
		await opened.sandbox.close();
		await opened.page.getByText('Reconnecting…').waitFor();
		await using again = await createSandbox({ port });
		await again.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
		await opened.phone('Carol').waitFor();
		await opened.page.getByText('Reconnecting…').waitFor({ state: 'detached' });
		await opened.phone('Anna').waitFor({ state: 'detached' });
	});
});
