import { describe, expect, test } from '@jest/globals';
import { WebServer } from '../media/web-server.js';
import { World } from '../world.js';
import { BEN, PATH } from './attachment-calls.js';

describe('a link preview', () => {
	test('is shown when it is asked for', async () => {
		await using server = await new WebServer().listen();
		server.serve('/page', '<title>A page</title><meta name="description" content="About it">', {
			'content-type': 'text/html',
		});
		await using world = await World.start({ config: { outboundAllow: [server.host] } });
		await world.linkedSession();
		const ben = await world.ben();
		const text = `look: ${server.url('/page')}`;
		await world.call('POST', PATH, { json: { to: BEN, text, linkPreview: true } });
		expect(await ben.nextMessage()).toMatchObject({
			text,
			linkPreview: { url: server.url('/page'), title: 'A page', description: 'About it' },
		});
	});

	test('never keeps a text from being sent', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const text = 'look: http://127.0.0.1:9/page';
		await world.call('POST', PATH, { json: { to: BEN, text, linkPreview: true } });
		expect(await ben.nextMessage()).toMatchObject({ text, linkPreview: null });
	});

	test('is not fetched when nobody asks for it', async () => {
		await using server = await new WebServer().listen();
		await using world = await World.start({ config: { outboundAllow: [server.host] } });
		await world.linkedSession();
		const ben = await world.ben();
		await world.sendText('sales', BEN, `look: ${server.url('/page')}`);
		await ben.nextMessage();
		expect(server.requests).toEqual([]);
	});
});
