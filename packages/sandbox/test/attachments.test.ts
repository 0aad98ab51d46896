import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import sharp from 'sharp';
import type { BaileysClient } from './baileys-client.js';
import { ANNA, BOB_JID, TestWorld } from './world.js';

/** Reads a URL by https.request, as Baileys uploads. */
async function readByRequest(url: string): Promise<string> {
	const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
		request(url, resolve).on('error', reject).end();
	});
	return text(response);
}

async function picture(): Promise<Buffer> {
	const create = { width: 120, height: 80, channels: 3, background: 'teal' } as const;
	return sharp({ create }).png().toBuffer();
}

describe('attachments', () => {
	const trusted = getCACertificates('default');
	let world: TestWorld;
	let client: BaileysClient;

	beforeAll(async () => {
		world = await TestWorld.start();
		setDefaultCACertificates([...trusted, await readFile(world.sandbox.caFile, 'utf8')]);
		client = await world.linkedClient();
	});
	afterAll(async () => {
		setDefaultCACertificates(trusted);
		await world.close();
	});

	test('fetch and https.request accept the certificate once it is trusted', async () => {
		const url = `https://127.0.0.1:${world.sandbox.port}/v1/info`;
		const response = await fetch(url);
		const byName = await fetch(url.replace('127.0.0.1', 'localhost'));
		expect(await response.json()).toMatchObject({ url: world.sandbox.url });
		expect(byName.status).toBe(200);
		expect(JSON.parse(await readByRequest(url))).toMatchObject({ rootKey: world.sandbox.rootKey });
	});

	test('a client links over wss', async () => {
		const waWebSocketUrl = world.sandbox.url.replace('ws:', 'wss:');
		const secure = await world.linkedClient(world.anna, { config: { waWebSocketUrl } });
		await world.bob.sendText(ANNA, 'over TLS');
		expect((await secure.messageWithText('over TLS')).key.fromMe).toBe(false);
	});

	test('a picture a client sends is shown with the same bytes', async () => {
		const bytes = await picture();
		await client.socket.sendMessage(BOB_JID, {
			image: bytes,
			caption: 'look',
			mimetype: 'image/png',
		});
		const { attachment, id, kind } = await world.bob.nextMessage();
		expect(kind).toBe('image');
		expect(attachment).toMatchObject({
			kind: 'image',
			mimeType: 'image/png',
			caption: 'look',
			size: bytes.length,
			sha256: createHash('sha256').update(bytes).digest('hex'),
			problem: null,
		});
		expect(world.bob.attachmentBytes(id)).toEqual(bytes);
	});

	test('a document a client sends keeps its name, and its bytes can be fetched over HTTP', async () => {
		const document = Buffer.from('%PDF-1.4 not really');
		const fileName = 'Rechnung ä 1.pdf';
		await client.socket.sendMessage(BOB_JID, { document, fileName, mimetype: 'application/pdf' });
		const { attachment } = await world.bob.nextMessage();
		expect(attachment).toMatchObject({ kind: 'document', fileName, mimeType: 'application/pdf' });
		const url = `${world.sandbox.httpUrl}${attachment?.url ?? ''}`;
		const whole = await fetch(url);
		const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
		expect(Buffer.from(await whole.arrayBuffer())).toEqual(document);
		expect([part.status, await part.text()]).toEqual([206, 'PDF']);
	});

	test.each([
		['image', 'image/png', 'imageMessage'],
		['video', 'video/mp4', 'videoMessage'],
		['audio', 'audio/mpeg', 'audioMessage'],
		['voice-note', 'audio/ogg; codecs=opus', 'audioMessage'],
		['document', 'application/pdf', 'documentMessage'],
		['sticker', 'image/webp', 'stickerMessage'],
	] as const)(
		'the file of kind %s that a phone sends reaches the client with the same bytes',
		async (kind, mimeType, name) => {
			const data = kind === 'image' ? await picture() : Buffer.from(`bytes of a ${kind}`);
			const { id } = await world.bob.sendAttachment(ANNA, { data, mimeType, kind });
			const message = await client.message(({ key }) => key.id === id);
			expect(message.message?.[name]).toBeDefined();
			expect(await downloadMediaMessage(message, 'buffer', {})).toEqual(data);
		},
	);

	test('a picture of a phone carries a small JPEG and its size', async () => {
		const { id } = await world.bob.sendAttachment(ANNA, {
			data: await picture(),
			mimeType: 'image/png',
			caption: 'teal',
		});
		const { message } = await client.message(({ key }) => key.id === id);
		const { caption, width, height, jpegThumbnail } = message?.imageMessage ?? {};
		expect({ caption, width, height }).toEqual({ caption: 'teal', width: 120, height: 80 });
		expect((await sharp(jpegThumbnail ?? Buffer.alloc(0)).metadata()).format).toBe('jpeg');
	});

	test('after all that no client has logged an error', () => {
		expect(world.problems()).toEqual([]);
	});
});
