import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import type { INodeParameters } from 'n8n-workflow';
import { WebServer } from '../../packages/daemon/test/media/web-server.ts';
import { attachmentCalls } from './attachment-calls.ts';
import { N8nWorld } from './n8n-world.ts';

let world: N8nWorld;
let ben: Phone;
let web: WebServer;
let mediaDir: string;
beforeAll(async () => {
	web = await new WebServer().listen();
	mediaDir = mkdtempSync(join(tmpdir(), 'waypost-n8n-media-'));
	world = await N8nWorld.start({ config: { mediaDir, outboundAllow: [web.host] } });
	await world.waypost.linkedSession('sales');
	ben = await world.waypost.ben();
});
afterAll(async () => {
	await world[Symbol.asyncDispose]();
	await web.close();
	rmSync(mediaDir, { recursive: true });
});

const { send } = attachmentCalls(() => world);

describe('From URL', () => {
	const fromUrl = (path: string, options: INodeParameters = {}) =>
		send({ source: 'url', url: web.url(path), options });

	test('sends what Waypost downloads there', async () => {
		web.serve('/offer', 'offer', { 'content-type': 'application/pdf' });
		const { error } = await fromUrl('/offer', { fileName: 'offer.pdf' });
		expect(error).toBeUndefined();
		expect(await ben.nextMessage()).toMatchObject({
			kind: 'document',
			attachment: { fileName: 'offer.pdf', mimeType: 'application/pdf' },
		});
	});

	test('without a file: says so', async () => {
		const { error } = await fromUrl('/missing');
		expect(error).toMatchObject({
			message: 'There is no file at this URL',
			description: expect.stringContaining('404'),
		});
	});

	test('that Waypost may not call: names the setting', async () => {
		const { error } = await send({ source: 'url', url: 'http://127.0.0.1:9/file' });
		expect(error).toMatchObject({
			message: 'Waypost may not call this URL',
			description: expect.stringContaining('WAYPOST_OUTBOUND_ALLOW'),
		});
	});

	test('left empty: says what to fill in', async () => {
		const { error } = await send({ source: 'url', url: '={{ $json.none }}' });
		expect(error?.message).toBe('No URL is given');
	});
});

describe('From Media Folder', () => {
	beforeEach(() => mkdirSync(join(mediaDir, 'invoices')));
	afterEach(() => rmSync(join(mediaDir, 'invoices'), { recursive: true }));

	test('sends the file at the path, with its name', async () => {
		writeFileSync(join(mediaDir, 'invoices', 'march.txt'), 'march');
		await send({ source: 'mediaFolder', mediaPath: 'invoices/march.txt' });
		expect((await ben.nextMessage()).attachment?.fileName).toBe('march.txt');
	});

	test('that leads nowhere: says so', async () => {
		const { error } = await send({ source: 'mediaFolder', mediaPath: '../secret.txt' });
		expect(error?.message).toBe('The file cannot be taken from the media folder');
	});
});
