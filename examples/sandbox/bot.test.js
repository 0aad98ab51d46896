import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSandbox } from '@waypost/sandbox';
import { startBot } from './bot.js';
import { useSandbox } from './use-sandbox.js';

let sandbox, shop, ben, bot, folder;

beforeAll(async () => {
	sandbox = await createSandbox();
	shop = await sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Shop' });
	ben = await sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });

	folder = await mkdtemp(join(tmpdir(), 'bot-'));
	const server = await useSandbox(sandbox.httpUrl);
	const linked = event('device.connected');
	const qr = await new Promise((resolve) => {
		bot = startBot({ folder, server, onQr: resolve });
	});
	await shop.scan(qr);
	await linked;
}, 30_000);

afterAll(async () => {
	await (await bot).close();
	await sandbox.close();
	await rm(folder, { recursive: true, force: true });
});

test('whoever asks is told the opening hours', async () => {
	await ben.sendText(shop, 'Are you open today?');
	expect(await ben.nextMessage()).toMatchObject({ text: 'We are open from 9 to 18.' });
});

test('whoever asks for prices gets the list', async () => {
	await ben.sendText(shop, 'What are your prices?');
	const { id, attachment } = await ben.nextMessage();
	expect(attachment).toMatchObject({ fileName: 'prices.txt' });
	expect(ben.attachmentBytes(id).toString()).toContain('Coffee 3.00');
});

test('other messages are left to the shop', async () => {
	const before = ben.messages().length;
	await ben.sendText(shop, 'Thank you');
	await ben.sendText(shop, 'But are you open on Sunday?');
	await ben.nextMessage();
	expect(ben.messages()).toHaveLength(before + 1);
});

test('the bot comes back when the connection breaks', async () => {
	const back = event('device.connected');
	sandbox.strike(sandbox.connections()[0].id, { action: 'close' });
	await back;
	await ben.sendText(shop, 'Still open?');
	expect(await ben.nextMessage()).toMatchObject({ text: 'We are open from 9 to 18.' });
});

/** The next event of this kind. */
function event(type) {
	return new Promise((resolve) => {
		const unsubscribe = sandbox.subscribe((each) => {
			if (each.type !== type) return;
			unsubscribe();
			resolve(each);
		});
	});
}
