import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { CreatedApiKey } from '@waypost/contract';
import type { Phone } from '@waypost/sandbox';
import { BinaryDataService } from 'n8n-core';
import { keepBinariesInMemory, keepBinariesOnDisk } from './binary-data.ts';
import { neighbour } from './neighbour.ts';
import { TriggerWorld } from './trigger-world.ts';

let world: TriggerWorld;
let anna: Phone;
let ben: Phone;
beforeAll(async () => {
	world = await TriggerWorld.start();
	ben = await world.n8n.waypost.ben();
	({ phone: anna } = await world.n8n.waypost.linkedSession('sales'));
});
afterAll(() => world[Symbol.asyncDispose]());

const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

describe('Download Attachments', () => {
	const download = { options: { downloadAttachments: true } };

	test('puts the file into the field "data", with its name and type', async () => {
		const trigger = await world.active(download);
		const file = {
			data: PNG,
			mimeType: 'image/png',
			kind: 'document',
			fileName: 'red.png',
		} as const;
		await ben.sendAttachment(anna, file);
		const { json, binary } = await trigger.runs.next();
		expect(json).toMatchObject({ kind: 'document', attachment: { fileName: 'red.png' } });
		expect(binary!['data']).toMatchObject({ fileName: 'red.png', mimeType: 'image/png' });
		expect(binary!['data']!.data).toBe(PNG.toString('base64'));
		await trigger.deactivate();
	});

	test('leaves the file on disk when n8n keeps files there', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'waypost-n8n-files-'));
		await keepBinariesOnDisk(folder);
		const trigger = await world.active(download);
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png' });
		const { binary } = await trigger.runs.next();
		const stored = await Container.get(BinaryDataService).getAsBuffer(binary!['data']!);
		expect(binary!['data']!.id).toMatch(/^filesystem/);
		expect(stored.equals(PNG)).toBe(true);
		await trigger.deactivate();
		await keepBinariesInMemory();
		await rm(folder, { recursive: true });
	});

	test('gives a photo a name', async () => {
		const trigger = await world.active(download);
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png' });
		const { binary } = await trigger.runs.next();
		expect(binary!['data']).toMatchObject({ fileName: 'image.png', fileExtension: 'png' });
		await trigger.deactivate();
	});

	test('says why there is no file, and runs all the same', async () => {
		const trigger = await world.active(download);
		const { waypost, engine, apiKey } = world.n8n;
		const { body } = await waypost.call<CreatedApiKey>('POST', '/v1/keys', {
			json: { name: 'no files', scopes: ['sessions:read', 'webhooks:manage'] },
		});
		world.useDaemonAt(waypost.daemon.url, body.key);
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png', caption: 'Look' });
		const { json, binary } = await trigger.runs.next();
		expect(json).toMatchObject({
			text: 'Look',
			attachment: {
				mimeType: 'image/png',
				notDownloaded: expect.stringMatching(/^The API key may not do this\..*media:read/),
			},
		});
		expect(binary).toBeUndefined();
		engine.credentials.store('waypostApi', { baseUrl: waypost.daemon.url, apiKey });
		await trigger.deactivate();
	});

	test('waits for a repeat when the daemon is away for the moment', async () => {
		const trigger = await world.active(download);
		world.useDaemonAt('http://127.0.0.1:1');
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png' });
		const { status, rawBody, headers } = await trigger.requests.next();
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		expect([status, trigger.runs.all]).toEqual([503, []]);
		const body = new Uint8Array(rawBody);
		await fetch(trigger.url(), {
			method: 'POST',
			body,
			headers: { ...headers, connection: 'close' },
		});
		expect((await trigger.runs.next()).binary!['data']!.data).toBe(PNG.toString('base64'));
		await trigger.deactivate();
	});

	test('ends a download that hangs', async () => {
		const trigger = await world.active(download);
		const patience = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
		const files = Container.get(BinaryDataService);
		const store = files.store.bind(files);
		const begun = jest.spyOn(files, 'store').mockImplementation((...file) => {
			setImmediate(() => patience.abort());
			return store(...file);
		});
		await using hanging = await neighbour((_request, response) => {
			response.writeHead(200, { 'content-type': 'image/png' }).write(PNG.subarray(0, 10));
		});
		world.useDaemonAt(hanging.url);
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png' });
		const { json, binary } = await trigger.runs.next();
		timeout.mockRestore();
		begun.mockRestore();
		world.useDaemonAt(world.n8n.waypost.daemon.url);
		expect(json['attachment']).toMatchObject({
			notDownloaded: 'The download broke off. Ask the sender to send it again.',
		});
		expect(binary).toBeUndefined();
		await trigger.deactivate();
	});

	test('leaves out what is larger than Maximum File Size', async () => {
		const trigger = await world.active({ options: { downloadAttachments: true, maxFileSize: 1 } });
		const data = Buffer.alloc(1024 * 1024 + 1, 1);
		await ben.sendAttachment(anna, { data, mimeType: 'application/pdf', fileName: 'big.pdf' });
		const { json, binary } = await trigger.runs.next();
		expect(json['attachment']).toMatchObject({
			fileName: 'big.pdf',
			notDownloaded: 'It is larger than Maximum File Size, 1 MB.',
		});
		expect(binary).toBeUndefined();
		await trigger.deactivate();
	});

	test('is off unless asked for', async () => {
		const trigger = await world.active();
		await ben.sendAttachment(anna, { data: PNG, mimeType: 'image/png' });
		const { json, binary } = await trigger.runs.next();
		expect(json['attachment']).toMatchObject({ mimeType: 'image/png' });
		expect(binary).toBeUndefined();
		await trigger.deactivate();
	});
});
