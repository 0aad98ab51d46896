import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { Ffmpeg } from '../../src/media/ffmpeg.js';
import { MediaExaminer } from '../../src/media/media-examiner.js';
import { toBaileysContent } from '../../src/whatsapp/outgoing-file.js';
import { describeWithFfmpeg, film } from './sound.js';

describeWithFfmpeg('a film', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-film-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function examine(bytes: Buffer, command = 'ffmpeg') {
		const path = join(folder, 'film');
		writeFileSync(path, bytes);
		const ffmpeg = new Ffmpeg({ command });
		return new MediaExaminer({ ffmpeg, maxFileSize: 100 * 1024 * 1024 }).examine(path, {});
	}

	test('is announced with a small picture of its beginning', async () => {
		const { kind, thumbnail } = await examine(film());
		const { format, width, height } = await sharp(thumbnail ?? undefined).metadata();
		expect([kind, format, width, height]).toEqual(['video', 'jpeg', 100, 56]);
	});

	test('takes that picture along', async () => {
		const { kind, mimeType, thumbnail } = await examine(film());
		const content = await toBaileysContent({
			...{ kind, mimeType, thumbnail, path: join(folder, 'film') },
			...{ fileName: null, caption: null, seconds: null, waveform: null },
		});
		expect(content).toMatchObject({
			jpegThumbnail: Buffer.from(thumbnail ?? []).toString('base64'),
		});
	});

	test('goes without a picture where there is no ffmpeg', async () => {
		const { kind, thumbnail } = await examine(film(), '/nowhere/ffmpeg');
		expect([kind, thumbnail]).toEqual(['video', null]);
	});

	test('that is cut off before its first picture goes without one', async () => {
		const { kind, thumbnail } = await examine(film().subarray(0, 200));
		expect([kind, thumbnail]).toEqual(['video', null]);
	});
});
