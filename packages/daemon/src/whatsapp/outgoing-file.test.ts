import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { toBaileysContent } from './outgoing-file.js';

describe('what Baileys is given', () => {
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-outgoing-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	async function convert(kind: 'image' | 'video' | 'sticker' | 'document', bytes: Buffer) {
		const path = join(folder, 'file');
		writeFileSync(path, bytes);
		const file = {
			kind,
			path,
			mimeType: 'x/y',
			fileName: null,
			caption: null,
			seconds: null,
			waveform: null,
		};
		return (await toBaileysContent(file)) as Record<string, unknown>;
	}

	const picture = (width: number, height: number) =>
		sharp({ create: { width, height, channels: 4, background: '#25d36680' } });

	test('an image comes with its size and a small JPEG', async () => {
		const content = await convert('image', await picture(400, 200).png().toBuffer());
		const thumbnail = Buffer.from(String(content['jpegThumbnail']), 'base64');
		expect(content).toMatchObject({ width: 400, height: 200 });
		expect(await sharp(thumbnail).metadata()).toMatchObject({
			format: 'jpeg',
			width: 72,
			height: 36,
		});
	});

	test('an image taken with the camera turned is described upright', async () => {
		const turned = await picture(400, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer();
		expect(await convert('image', turned)).toMatchObject({ width: 200, height: 400 });
	});

	test.each([
		['moves', 2],
		['stands still', 1],
	])('a sticker that %s is told as such', async (_what, frames) => {
		const frame = { width: 20, height: 20, channels: 4 } as const;
		const noise = Buffer.from(
			Array.from({ length: 20 * 20 * 4 * frames }, (_, i) => (i * 7) % 256),
		);
		const raw = { ...frame, height: 20 * frames, ...(frames > 1 ? { pageHeight: 20 } : {}) };
		const webp = await sharp(noise, { raw }).webp({ lossless: true }).toBuffer();
		expect(await convert('sticker', webp)).toMatchObject({ isAnimated: frames > 1, width: 20 });
	});

	test.each([
		['no image', 'image', Buffer.from('text')],
		['a sticker that is none', 'sticker', Buffer.from('text')],
		['an empty file', 'document', Buffer.of()],
	] as const)('%s fails for good', async (_case, kind, bytes) => {
		await expect(convert(kind, bytes)).rejects.toMatchObject({
			permanent: 'MEDIA_INVALID',
			mayHaveLeft: false,
		});
	});

	test('an image cut short fails for good', async () => {
		const whole = await picture(400, 200).jpeg().toBuffer();
		await expect(convert('image', whole.subarray(0, whole.length - 200))).rejects.toMatchObject({
			permanent: 'MEDIA_INVALID',
		});
	});

	test('a file that is gone fails for good', async () => {
		const missing = {
			kind: 'document' as const,
			path: join(folder, 'none'),
			mimeType: 'x/y',
			fileName: null,
			caption: null,
			seconds: null,
			waveform: null,
		};
		await expect(toBaileysContent(missing)).rejects.toMatchObject({ permanent: 'MEDIA_INVALID' });
	});
});
