import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Message } from '@waypost/contract';
import { World } from '../world.js';
import { fileForm, PDF, picture, sha256 } from './sample-files.js';

const MP3 = Buffer.concat([
	Buffer.from('ID3'),
	Buffer.from('03000000000000fffb9064', 'hex'),
	Buffer.alloc(600),
]);
const MP4 = Buffer.concat([
	Buffer.from('00000018', 'hex'),
	Buffer.from('ftypmp42'),
	Buffer.from('00000000', 'hex'),
	Buffer.from('mp42isom'),
	Buffer.alloc(64),
]);

const send = (world: World, path: string, json: unknown, headers?: Record<string, string>) =>
	world.call<Message>('POST', `/v1/sessions/sales/messages${path}`, {
		json,
		...(headers && { headers }),
	});

describe('an attachment', () => {
	test('as a file part: the picture is displayed with equal bytes and its caption', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const bytes = await picture();
		const { status, body } = await world.call<Message>(
			'POST',
			'/v1/sessions/sales/messages?wait=delivered',
			{ form: fileForm(bytes, 'sign.jpg', { to: ben.phoneNumber, caption: 'Look' }) },
		);
		expect([status, body.status, body.kind]).toEqual([200, 'delivered', 'image']);
		expect((await ben.nextMessage()).attachment).toMatchObject({
			kind: 'image',
			mimeType: 'image/jpeg',
			sha256: sha256(bytes),
			caption: 'Look',
		});
	});

	test.each([
		['a video', MP4, 'video', 'video/mp4'],
		['a recording', MP3, 'audio', 'audio/mpeg'],
		['a PDF', PDF, 'document', 'application/pdf'],
	])('in base64: %s is sent as what it is', async (_name, bytes, kind, mimeType) => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: bytes.toString('base64'), fileName: 'a.file' },
		});
		expect((await ben.nextMessage()).attachment).toMatchObject({
			kind,
			mimeType,
			size: bytes.length,
			sha256: sha256(bytes),
		});
	});

	test('keeps its file name as a document, in any script', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const fileName = 'Rechnung № 7 (März), 領収書.pdf';
		await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: PDF.toString('base64'), fileName, caption: 'due Friday' },
		});
		const { attachment, text } = await ben.nextMessage();
		expect(attachment).toMatchObject({ kind: 'document', fileName, sha256: sha256(PDF) });
		expect(attachment?.caption ?? text).toBe('due Friday');
	});

	test('that was sent can be read back', async () => {
		await using world = await World.start();
		await world.linkedSession();
		const ben = await world.ben();
		const bytes = randomBytes(100_000);
		const { body } = await send(world, '', {
			to: ben.phoneNumber,
			attachment: { data: bytes.toString('base64'), kind: 'document' },
		});
		const media = await world.client.messages.media('sales', body.id);
		expect(sha256(new Uint8Array(await media.arrayBuffer()))).toBe(sha256(bytes));
	});
});
