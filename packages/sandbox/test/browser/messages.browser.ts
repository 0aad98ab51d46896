import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import type { Browser } from 'playwright-core';
import { ANNA, BOB, BOB_JID } from '../world.js';
import { picture, sound } from './files.js';
import { bubble, drop, focusOn, launchBrowser, menuOf, PageWorld, write } from './page-world.js';

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('messages on the phone page', () => {
	const trusted = getCACertificates('default');
	afterEach(() => setDefaultCACertificates(trusted));

	test('the ticks of an own message say how far it has come', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await opened.startChat('Anna', 'Bob');
		opened.world.bob.setRules({ deliveryReceipts: false });
		await write(anna, 'first');
		await bubble(anna, 'first').getByRole('img', { name: 'Sent' }).waitFor();
		opened.world.bob.setRules({ deliveryReceipts: true });
		await write(anna, 'second');
		await bubble(anna, 'second').getByRole('img', { name: 'Delivered' }).waitFor();
		await opened.openChat('Bob', 'Anna');
		await bubble(anna, 'second').getByRole('img', { name: 'Read' }).waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('what is not looked at is counted, and stays unread where opening a chat does not read it', async () => {
		await using opened = await PageWorld.open(browser);
		const { anna } = opened.world;
		const bob = opened.phone('Bob');
		await bob.getByRole('button', { name: 'Settings of this phone' }).click();
		await bob.getByRole('checkbox', { name: 'Opening a chat reads it' }).uncheck();
		await bob.getByRole('button', { name: 'Back' }).click();
		await anna.sendText(BOB, 'one');
		await anna.sendText(BOB, 'two');
		await bob.getByRole('button', { name: /Anna.*two.*2 unread/ }).click();
		await bob.getByRole('button', { name: 'Mark as read' }).click();
		await bob.getByRole('button', { name: 'Mark as read' }).waitFor({ state: 'detached' });
		await anna.sendText(BOB, 'three');
		await bob.getByRole('button', { name: 'Mark as read' }).waitFor();
	});

	test('a dropped picture is sent with its caption, and a client downloads it', async () => {
		await using opened = await PageWorld.open(browser);
		setDefaultCACertificates([...trusted, opened.sandbox.caPem]);
		const client = await opened.world.linkedClient();
		const bob = await opened.startChat('Bob', 'Anna');
		const bytes = await picture();
		await drop(bob.getByRole('log'), { name: 'hills.png', type: 'image/png', bytes });
		await bob.getByText('hills.png').waitFor();
		await write(bob, 'From the balcony');
		const got = await client.message(({ message }) => Boolean(message?.imageMessage));
		expect(got.message?.imageMessage?.caption).toBe('From the balcony');
		expect(await downloadMediaMessage(got, 'buffer', {})).toEqual(bytes);
		await bubble(bob, 'From the balcony').getByRole('img', { name: 'From the balcony' }).waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('a voice note shows its sound, and its sender sees that it was played', async () => {
		await using opened = await PageWorld.open(browser);
		const anna = await opened.startChat('Anna', 'Bob');
		await drop(anna.getByRole('log'), { name: 'n.wav', type: 'audio/wav', bytes: sound(1) });
		await anna.getByRole('button', { name: 'Send', exact: true }).click();
		const sent = anna.getByRole('article').filter({ has: opened.page.getByText('0:01') });
		await sent.waitFor();
		const bob = await opened.openChat('Bob', 'Anna');
		await bob.getByRole('button', { name: 'Play the voice note' }).click();
		await sent.getByRole('img', { name: 'Played' }).waitFor();
		const [shown] = opened.world.bob.messages();
		expect(shown?.attachment).toMatchObject({ kind: 'voice-note', seconds: 1 });
		expect(shown?.attachment?.waveform?.at(-1)).toBe(100);
		expect(opened.complaints).toEqual([]);
	});

	test('one reacts, answers, changes and takes back', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const anna = await opened.startChat('Anna', 'Bob');
		await write(anna, 'Shall we meet at nine?');
		const bob = await opened.openChat('Bob', 'Anna');
		const reactions = await menuOf(bubble(bob, 'nine?'));
		await reactions.getByRole('button', { name: 'React with 👍' }).click();
		await bubble(anna, 'nine?').getByRole('img', { name: 'Reactions: Bob: 👍' }).waitFor();
		await reactions.waitFor({ state: 'detached' });

		await (await menuOf(bubble(bob, 'nine?'))).getByRole('button', { name: 'Reply' }).click();
		await focusOn(bob.getByRole('textbox', { name: 'Message' }));
		await page.keyboard.type('Better at ten');
		await page.keyboard.press('Enter');
		await bubble(anna, 'Better at ten').getByRole('button', { name: 'You' }).waitFor();

		await (await menuOf(bubble(bob, 'Better'))).getByRole('button', { name: 'Edit' }).click();
		await write(bob, 'Better at eleven');
		await bubble(anna, 'Better at eleven').getByText('Edited').waitFor();

		const menu = await menuOf(bubble(bob, 'eleven'));
		await menu.getByRole('button', { name: 'Delete for everyone' }).click();
		await anna.getByText('This message was deleted.').waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('one sees that somebody types, on the page and in a client', async () => {
		await using opened = await PageWorld.open(browser);
		const client = await opened.world.linkedClient();
		const bob = await opened.startChat('Bob', 'Anna');
		const typing: string[] = [];
		client.socket.ev.on('presence.update', ({ presences }) => {
			typing.push(...Object.values(presences).map((each) => each.lastKnownPresence));
		});
		await client.socket.sendPresenceUpdate('composing', BOB_JID);
		await bob.getByText('typing…').waitFor();
		await client.socket.sendPresenceUpdate('paused', BOB_JID);
		await bob.getByText('typing…').waitFor({ state: 'detached' });
		await bob.getByRole('textbox', { name: 'Message' }).pressSequentially('Hm');
		await bob.getByRole('textbox', { name: 'Message' }).press('Enter');
		await client.messageWithText('Hm');
		// On a slow machine the pause between two letters may be long enough to be told as well.
		expect([...new Set(typing)]).toEqual(['composing', 'available']);
		expect(typing.at(-1)).toBe('available');
	});

	test('places, contacts and polls are sent, and shown', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const anna = await opened.startChat('Anna', 'Bob');
		const attach = async (what: string) => {
			await anna.getByRole('button', { name: 'Attach' }).click();
			await page
				.getByRole('dialog', { name: 'Attach' })
				.getByRole('button', { name: what })
				.click();
		};
		const send = () => page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
		await attach('Location');
		await page.getByRole('textbox', { name: 'Name of the place' }).fill('Town hall');
		await send();
		await attach('Contact');
		await page.getByRole('textbox', { name: 'Name' }).fill('Carol');
		await page.getByRole('textbox', { name: 'Phone number' }).fill('+49 170 0000003');
		await send();
		await attach('Poll');
		await page.getByRole('textbox', { name: 'Question' }).fill('Which day?');
		await send();
		const bob = await opened.openChat('Bob', 'Anna');
		await bubble(bob, 'Town hall').getByText('52.5163, 13.3777').waitFor();
		await bubble(bob, 'Carol').getByText('+491700000003').waitFor();
		await bubble(bob, 'Which day?').getByText('Yes').waitFor();
		expect(opened.complaints).toEqual([]);
	});

	test('a document is saved and never opened, though it be a page itself', async () => {
		await using opened = await PageWorld.open(browser);
		const { page, world } = opened;
		const data = Buffer.from('<script>document.title = "taken over"</script>');
		await world.anna.sendAttachment(BOB, { data, mimeType: 'text/html', fileName: 'a.html' });
		const bob = await opened.openChat('Bob', 'Anna');
		const downloaded = page.waitForEvent('download');
		await bob.getByRole('link', { name: 'a.html' }).click();
		expect((await downloaded).suggestedFilename()).toBe('a.html');
		const [{ attachment } = { attachment: null }] = world.bob.messages();
		const response = await page.request.get(`${opened.sandbox.httpUrl}${attachment?.url ?? ''}`);
		expect(response.headers()).toMatchObject({
			'content-type': 'application/octet-stream',
			'content-disposition': 'attachment',
			'content-security-policy': 'sandbox',
			'x-content-type-options': 'nosniff',
		});
	});

	test('an answer by itself is set up on the phone that gives it', async () => {
		await using opened = await PageWorld.open(browser);
		const { page } = opened;
		const bob = opened.phone('Bob');
		await bob.getByRole('button', { name: 'Settings of this phone' }).click();
		await bob.getByRole('textbox', { name: 'Answer every message with' }).fill('I am away.');
		await bob.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Saved').waitFor();
		await opened.world.anna.sendText(BOB, 'Are you there?');
		const answer = await opened.world.anna.nextMessage();
		expect(answer).toMatchObject({ from: BOB, text: 'I am away.' });
		expect(opened.sandbox.phone(ANNA)?.messages()).toHaveLength(1);
	});
});
