import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Phone } from '@waypost/sandbox';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import type { OutgoingContent } from '../../src/whatsapp/whatsapp-connection.js';
import { fileContent } from './outgoing.js';
import { TestWorld, type OpenedConnection } from './test-world.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const picture = (width = 320, height = 200): Promise<Buffer> =>
	sharp({ create: { width, height, channels: 3, background: '#25d366' } })
		.png()
		.toBuffer();

describe('attachments', () => {
	let world: TestWorld;
	let anna: Phone;
	let ben: Phone;
	let opened: OpenedConnection;
	let folder: string;

	beforeEach(async () => {
		world = await TestWorld.start();
		anna = await world.sandbox.addPhone({ phoneNumber: '+491700000001', name: 'Anna' });
		ben = await world.sandbox.addPhone({ phoneNumber: '+491700000002', name: 'Ben' });
		opened = await world.link(anna);
		folder = mkdtempSync(join(tmpdir(), 'waypost-media-'));
	});
	afterEach(async () => {
		rmSync(folder, { recursive: true });
		await world.close();
	});

	function file(bytes: Uint8Array): string {
		const path = join(folder, 'file');
		writeFileSync(path, bytes);
		return path;
	}

	async function send(content: OutgoingContent): Promise<Uint8Array> {
		const { connection } = opened;
		const chatId = world.connector.addressOf(ben.phoneNumber).id;
		const whatsappId = world.connector.newMessageId();
		const prepared = await connection.prepare(content, { chatId, whatsappId });
		await connection.relay({ chatId, whatsappId, content: prepared });
		return prepared;
	}

	test('an image arrives byte for byte, with its caption', async () => {
		const bytes = await picture();
		const caption = 'green';
		await send(fileContent({ kind: 'image', path: file(bytes), mimeType: 'image/png', caption }));
		expect(await ben.nextMessage()).toMatchObject({
			kind: 'image',
			attachment: {
				mimeType: 'image/png',
				sha256: sha256(bytes),
				size: bytes.length,
				caption: 'green',
				problem: null,
			},
		});
	});

	test.each([
		['video', 'video/mp4'],
		['audio', 'audio/mpeg'],
		['voice-note', 'audio/ogg; codecs=opus'],
		['document', 'application/pdf'],
	] as const)('a %s arrives byte for byte', async (kind, mimeType) => {
		const bytes = Buffer.from('not really that, and sent all the same');
		await send(fileContent({ kind, path: file(bytes), mimeType, fileName: 'a file' }));
		expect(await ben.nextMessage()).toMatchObject({
			kind,
			attachment: { mimeType, sha256: sha256(bytes), problem: null },
		});
	});

	test('a sent file can be fetched again from what was prepared', async () => {
		const bytes = Buffer.from('the contract');
		const named = { kind: 'document', mimeType: 'text/plain', fileName: 'contract.txt' } as const;
		const content = await send(fileContent({ ...named, path: file(bytes) }));
		expect(await buffer(await world.connector.downloadMedia(content))).toEqual(bytes);
	});

	test('an incoming image tells what it is, and its bytes can be fetched', async () => {
		const bytes = await picture();
		await ben.sendAttachment(anna, { data: bytes, mimeType: 'image/png', caption: 'look' });
		const message = await opened.events.first('message', ({ kind }) => kind === 'image');
		expect(message).toMatchObject({
			text: 'look',
			attachment: { mimeType: 'image/png', size: bytes.length, sha256: sha256(bytes) },
		});
		expect(await buffer(await world.connector.downloadMedia(message.content))).toEqual(bytes);
	});

	test('an incoming document keeps its name', async () => {
		await ben.sendAttachment(anna, {
			data: Buffer.from('pdf'),
			mimeType: 'application/pdf',
			kind: 'document',
			fileName: 'offer.pdf',
			caption: 'our offer',
		});
		const message = await opened.events.first('message', ({ kind }) => kind === 'document');
		expect(message).toMatchObject({ text: 'our offer', attachment: { fileName: 'offer.pdf' } });
	});

	test('a file that is no image fails for good', async () => {
		const path = file(Buffer.from('text'));
		const content = fileContent({ kind: 'image', path, mimeType: 'image/png' });
		await expect(send(content)).rejects.toMatchObject({
			permanent: 'MEDIA_INVALID',
			mayHaveLeft: false,
		});
	});

	test('when WhatsApp does not name its upload servers, a new socket must ask', async () => {
		world.sandbox.faults.add({
			match: { tag: 'iq', child: 'media_conn' },
			action: 'iq-error',
			code: 500,
		});
		const path = file(Buffer.from('text'));
		const content = fileContent({ kind: 'document', path, mimeType: 'text/plain' });
		await expect(send(content)).rejects.toMatchObject({ permanent: null, mayHaveLeft: false });
		expect(await opened.events.first('closed')).toMatchObject({ reason: 'connection-lost' });
	});
});
