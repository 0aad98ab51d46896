import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DisconnectReason } from '@whiskeysockets/baileys';
import type { Browser } from 'playwright-core';
import { ANNA, BOB_JID } from '../world.js';
import { picture, screenshotOf } from './files.js';
import { bubble, drop, launchBrowser, PageWorld, paste, write } from './page-world.js';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('linking a program on the phone page', () => {
	test('a client is linked by the text of its QR code, and chats both ways', async () => {
		await using opened = await PageWorld.open(browser);
		const { world, complaints } = opened;
		const anna = opened.phone('Anna');
		const client = world.client();
		await anna.getByRole('button', { name: 'Link a device' }).click();
		const field = anna.getByRole('textbox', { name: 'Text of the QR code' });
		await field.fill(await client.qr());
		await field.press('Enter');
		await anna.getByText('Linked: Chrome (Mac OS)').waitFor();
		expect(await field.inputValue()).toBe('');
		await client.opened();
		await anna.getByText('Connected', { exact: true }).waitFor();
		await anna.getByRole('button', { name: 'Back' }).click();

		await client.socket.sendMessage(BOB_JID, { text: 'hello from the program' });
		const bob = await opened.openChat('Bob', 'Anna');
		await bubble(bob, 'hello from the program').waitFor();
		await write(bob, 'hello back');
		await client.messageWithText('hello back');
		expect(complaints).toEqual([]);
	});

	test('a screenshot of the QR code does, too', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = opened.phone('Anna');
		const client = opened.world.client();
		const bytes = await screenshotOf(await client.qr());
		await anna.getByRole('button', { name: 'Link a device' }).click();
		const area = anna.getByRole('button', { name: 'Scan a QR code' });
		await drop(area, { name: 'screenshot.png', type: 'image/png', bytes });
		await anna.getByText('Linked: Chrome (Mac OS)').waitFor();
		await client.opened();
		expect(opened.complaints).toEqual([]);
		expect(opened.sandbox.phone(ANNA)?.devices()).toHaveLength(1);
	});
	test('so does one that is pasted where the text would go', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = opened.phone('Anna');
		const client = opened.world.client();
		const bytes = await screenshotOf(await client.qr());
		await anna.getByRole('button', { name: 'Link a device' }).click();
		const field = anna.getByRole('textbox', { name: 'Text of the QR code' });
		await paste(field, { name: 'image.png', type: 'image/png', bytes });
		await anna.getByText('Linked: Chrome (Mac OS)').waitFor();
		await client.opened();
	});

	test('a pairing code is typed, in small letters and without its dash, too', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = opened.phone('Anna');
		const client = opened.world.client();
		await client.qr();
		const code = await client.socket.requestPairingCode(ANNA.slice(1));
		await anna.getByRole('button', { name: 'Link a device' }).click();
		const field = anna.getByRole('textbox', { name: 'Pairing code' });
		await field.pressSequentially(code.toLowerCase());
		await field.press('Enter');
		await anna.getByText('Linked: Chrome (Mac OS)').waitFor();
		expect(await field.inputValue()).toBe('');
		await client.opened();
	});

	test('a picture without a code is refused with a sentence', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = opened.phone('Anna');
		await anna.getByRole('button', { name: 'Link a device' }).click();
		const area = anna.getByRole('button', { name: 'Scan a QR code' });
		await drop(area, { name: 'hills.png', type: 'image/png', bytes: await picture() });
		await anna.getByText('There is no QR code to be seen in this picture.').waitFor();
	});

	test('a linked device is unlinked', async () => {
		await using opened = await PageWorld.open(browser);
		const client = await opened.world.linkedClient();
		const anna = opened.phone('Anna');
		await anna.getByRole('button', { name: 'Linked devices: 1' }).click();
		await anna.getByRole('button', { name: 'Unlink Chrome (Mac OS)' }).click();
		expect((await client.closed()).code).toBe(DisconnectReason.loggedOut);
		await anna.getByRole('listitem').waitFor({ state: 'detached' });
		expect(opened.complaints).toEqual([]);
	});
});
