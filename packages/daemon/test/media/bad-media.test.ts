import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AttachmentKind } from '@waypost/contract';
import sharp from 'sharp';
import { Ffmpeg } from '../../src/media/ffmpeg.js';
import { MediaExaminer } from '../../src/media/media-examiner.js';

const MB = 1024 * 1024;
const HTML = Buffer.from('<!doctype html><script>alert(1)</script>');
const INVALID = { code: 'MEDIA_INVALID' };

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

/** A PNG whose header promises more than is there. */
function hugePng(side: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([8, 2, 0, 0, 0], 8);
	return Buffer.concat([
		Buffer.from('89504e470d0a1a0a', 'hex'),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(Buffer.alloc(1_000))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

const picture = (width = 40, height = 30) =>
	sharp({ create: { width, height, channels: 3, background: '#0b6e4f' } });

/** A WebP of so many different frames. */
function animation(frames: number, side = 16): Promise<Buffer> {
	const pixels = Buffer.alloc(side * side * 3 * frames, 1).map((_, i) => (i * 7 + (i >> 9)) & 0xff);
	const raw = { width: side, height: side * frames, channels: 3, pageHeight: side } as const;
	return sharp(pixels, { raw, limitInputPixels: false }).webp({ loop: 0 }).toBuffer();
}

const MP4 = Buffer.concat([
	Buffer.from('00000018', 'hex'),
	Buffer.from('ftypmp42\0\0\0\0mp42isom'),
	Buffer.from('000fffff', 'hex'),
	Buffer.from('mdat and then it ends'),
]);
const ZIP = Buffer.concat([Buffer.from('504b030414000000', 'hex'), Buffer.alloc(200_000)]);

describe('a file to send', () => {
	let folder: string;
	let path: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-bad-media-'));
		path = join(folder, 'file');
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function examine(bytes: Uint8Array, kind?: AttachmentKind, maxFileSize = 100 * MB) {
		writeFileSync(path, bytes);
		const ffmpeg = new Ffmpeg({ command: 'ffmpeg' });
		return new MediaExaminer({ ffmpeg, maxFileSize }).examine(path, { kind });
	}

	test.each(['document', 'image', undefined] as const)(
		'of 0 bytes is refused, as %s',
		async (kind) => {
			await expect(examine(Buffer.alloc(0), kind)).rejects.toMatchObject(INVALID);
		},
	);

	test('over the limit of its kind is refused, and the limit is named', async () => {
		const jpeg = await picture().jpeg().toBuffer();
		const large = Buffer.concat([jpeg, Buffer.alloc(16 * MB)]);
		await expect(examine(large, 'image')).rejects.toMatchObject({
			code: 'PAYLOAD_TOO_LARGE',
			message: expect.stringContaining('16 MB'),
		});
	});

	test('over the limit of its kind goes as a document', async () => {
		const jpeg = await picture().jpeg().toBuffer();
		const large = Buffer.concat([jpeg, Buffer.alloc(16 * MB)]);
		expect(await examine(large, 'document')).toMatchObject({ kind: 'document' });
	});

	test('that is a page and called a picture is refused', async () => {
		await expect(examine(HTML, 'image')).rejects.toMatchObject(INVALID);
	});

	test('that begins like a JPEG and is a page is refused as a picture', async () => {
		const polyglot = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), HTML]);
		await expect(examine(polyglot)).rejects.toMatchObject(INVALID);
	});

	test('that is a picture with a page behind it goes as the picture it is', async () => {
		const polyglot = Buffer.concat([await picture().jpeg().toBuffer(), HTML]);
		expect(await examine(polyglot)).toMatchObject({ kind: 'image', size: polyglot.length });
	});

	test('of 50,000 × 50,000 pixels is refused before they are unpacked', async () => {
		const before = process.memoryUsage().rss;
		await expect(examine(hugePng(50_000))).rejects.toMatchObject(INVALID);
		expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
	});

	test.each(['image', 'sticker'] as const)('that is cut off is refused as %s', async (kind) => {
		const whole = await picture(400, 300).jpeg().toBuffer();
		await expect(examine(whole.subarray(0, whole.length / 2), kind)).rejects.toMatchObject(INVALID);
	});

	test('that is an animation of many frames is decoded once', async () => {
		const bytes = await animation(500);
		expect(await examine(bytes, 'image')).toMatchObject({ kind: 'image', size: bytes.length });
	});

	test('that is a film cut off goes as it is: films are not opened', async () => {
		expect(await examine(MP4)).toMatchObject({ kind: 'video', size: MP4.length, seconds: null });
	});

	test('that is an archive goes as it is, unopened', async () => {
		expect(await examine(ZIP)).toMatchObject({ kind: 'document', size: ZIP.length });
	});

	test.each(['../../x', 'a\r\nb', 'a\u202eb', 'x'.repeat(300)])(
		'called %j is refused',
		async (fileName) => {
			writeFileSync(path, 'words');
			const ffmpeg = new Ffmpeg({ command: 'ffmpeg' });
			const examiner = new MediaExaminer({ ffmpeg, maxFileSize: MB });
			await expect(examiner.examine(path, { fileName })).rejects.toMatchObject({
				code: 'INVALID_REQUEST',
			});
		},
	);

	describe('as a sticker', () => {
		test.each(['png', 'jpeg', 'webp'] as const)(
			'in %s becomes a WebP of 512 × 512',
			async (format) => {
				const sticker = await examine(
					await picture(200, 100).toFormat(format).toBuffer(),
					'sticker',
				);
				const metadata = await sharp(path).metadata();
				expect([metadata.format, metadata.width, metadata.height]).toEqual(['webp', 512, 512]);
				expect(sticker).toMatchObject({ mimeType: 'image/webp', extension: 'webp' });
			},
		);

		test('is transparent where the picture does not reach', async () => {
			await examine(await picture(200, 100).png().toBuffer(), 'sticker');
			const corner = await sharp(path)
				.extract({ left: 0, top: 0, width: 1, height: 1 })
				.raw()
				.toBuffer();
			expect(corner[3]).toBe(0);
		});

		test('that is one already stays as it is', async () => {
			const bytes = await picture(512, 512).webp().toBuffer();
			await examine(bytes, 'sticker');
			expect(readFileSync(path)).toEqual(bytes);
		});

		test('that moves stays as it is', async () => {
			const bytes = await animation(5);
			await examine(bytes, 'sticker');
			expect(readFileSync(path)).toEqual(bytes);
		});

		test('that moves and is too large is refused', async () => {
			const large = Buffer.concat([await animation(5), Buffer.alloc(600 * 1024)]);
			await expect(examine(large, 'sticker')).rejects.toMatchObject(INVALID);
		});
	});

	test('leaves nothing behind when it is refused', async () => {
		await examine(HTML, 'sticker').catch(() => {});
		expect(readdirSync(folder)).toEqual(['file']);
	});
});
