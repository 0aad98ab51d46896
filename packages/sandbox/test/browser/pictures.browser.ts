import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ANNA, BOB, BOB_JID } from '../world.js';
import { picture, sound } from './files.js';
import { bubble, launchBrowser, PageWorld, SMALL, WIDE, type OpenOptions } from './page-world.js';

/** Pictures of the page as people meet it; `SCREENSHOTS=docs/images/sandbox` keeps them. */

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A conversation with a bit of everything, a group, a linked program. */
async function openBusyWorld(options: OpenOptions): Promise<PageWorld> {
	const opened = await PageWorld.open(browser, options);
	const { anna, bob } = opened.world;
	const client = await opened.world.linkedClient();
	const carol = await opened.sandbox.addPhone({ phoneNumber: '+491700000003', name: 'Carol' });
	await client.socket.sendMessage(BOB_JID, {
		text: 'Your order 1042 is ready. Shall we deliver it?',
	});
	const { id } = await bob.nextMessage();
	await bob.react(ANNA, id, '❤️');
	await bob.sendText(ANNA, 'Yes please, this afternoon', { replyTo: id });
	await bob.sendLocation(ANNA, { latitude: 52.5163, longitude: 13.3777, name: 'Town hall' });
	const photo = { data: await picture(), mimeType: 'image/png', caption: 'The door on the left' };
	await bob.sendAttachment(ANNA, photo);
	const waveform = Array.from({ length: 64 }, (_, bar) =>
		Math.round(30 + 65 * Math.abs(Math.sin(bar / 3) * Math.cos(bar / 11))),
	);
	const note = { mimeType: 'audio/wav', kind: 'voice-note', seconds: 9, waveform } as const;
	await bob.sendAttachment(ANNA, { data: sound(9), ...note });
	const invoice = { fileName: 'Invoice 1042.pdf', mimeType: 'application/pdf' };
	await anna.sendAttachment(BOB, { data: Buffer.alloc(184_320), ...invoice });
	await anna.sendText(BOB, 'On its way');
	await bob.read(ANNA);
	await carol.sendText(ANNA, 'Do you still have the blue one?');
	const group = await opened.sandbox.createGroup({
		subject: 'Couriers',
		members: [anna, bob, carol],
	});
	await carol.sendText(group, 'I can take the east side');
	await carol.sendPoll(group, {
		question: 'Who works on Sunday?',
		options: ['Me', 'Not me'],
		multiple: false,
	});
	return opened;
}

describe('the page as the documents show it', () => {
	test.each([
		['light', false],
		['dark', true],
	])('phones side by side, %s', async (scheme, dark) => {
		await using opened = await openBusyWorld({ size: { width: 1440, height: 900 }, dark });
		await opened.openChat('Anna', 'Bob');
		const bob = await opened.openChat('Bob', 'Anna');
		await bubble(bob, 'On its way').waitFor();
		await opened.openChat('Carol', 'Couriers');
		await opened
			.phone('Anna')
			.getByRole('button', { name: 'To the latest' })
			.waitFor({ state: 'hidden' });
		await opened.shot(`phones-${scheme}`);
		expect(opened.complaints).toEqual([]);
	});

	test('faults beside the phones', async () => {
		await using opened = await openBusyWorld({ size: WIDE });
		const { page, sandbox } = opened;
		sandbox.faults.add({ match: { tag: 'receipt', direction: 'out' }, action: 'drop' });
		sandbox.faults.add({ match: { number: ANNA }, action: 'failure', reason: 403, times: 2 });
		await page
			.getByRole('group', { name: 'Phones to show' })
			.getByRole('button', { name: 'Carol' })
			.click();
		await page.getByRole('button', { name: 'Faults' }).click();
		await page.getByText('fault-2').waitFor();
		await opened.shot('faults');
		expect(opened.complaints).toEqual([]);
	});

	test('the wire log beside the phones', async () => {
		await using opened = await openBusyWorld({ size: WIDE });
		const { page } = opened;
		await page
			.getByRole('group', { name: 'Phones to show' })
			.getByRole('button', { name: 'Carol' })
			.click();
		await page.getByRole('button', { name: 'Wire log' }).click();
		const log = page.getByRole('complementary', { name: 'Wire log' });
		const message = log.getByRole('listitem').filter({ hasText: 'type="media"' }).first();
		await message.locator('summary').click();
		await opened.shot('wire-log');
		expect(opened.complaints).toEqual([]);
	});

	test('a small phone: its chats, a chat, its devices', async () => {
		await using opened = await openBusyWorld({ size: SMALL });
		const { page } = opened;
		await page.getByRole('button', { name: /Couriers/ }).waitFor();
		await opened.shot('small-chats');
		await page.getByRole('button', { name: /Bob.*On its way/ }).click();
		await bubble(page.getByRole('tabpanel'), 'On its way').waitFor();
		await opened.shot('small-chat');
		await page.getByRole('button', { name: 'Back' }).click();
		await page.getByRole('button', { name: 'Linked devices' }).click();
		await opened.shot('small-devices');
		expect(opened.complaints).toEqual([]);
	});

	test('the beginning, and the members of a group', async () => {
		await using opened = await openBusyWorld({ size: WIDE });
		const { page } = opened;
		const anna = await opened.openChat('Anna', 'Couriers');
		await anna.getByRole('button', { name: 'Group Couriers' }).click();
		await opened.phone('Bob').getByRole('button', { name: 'Settings of this phone' }).click();
		await opened.phone('Carol').getByRole('button', { name: 'New chat' }).click();
		await opened.shot('group');
		await opened.sandbox.reset();
		await page.getByRole('button', { name: 'Add two phones' }).waitFor();
		await opened.shot('beginning');
		expect(opened.complaints).toEqual([]);
	});
});
