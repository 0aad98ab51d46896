import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ffmpeg } from '../../src/media/ffmpeg.js';
import { MediaExaminer } from '../../src/media/media-examiner.js';
import { convert, describeWithFfmpeg, film, wav } from './sound.js';

describeWithFfmpeg('the length of a recording', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-length-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	async function seconds(bytes: Buffer, command = 'ffmpeg'): Promise<number | null> {
		const path = join(folder, 'recording');
		writeFileSync(path, bytes);
		const ffmpeg = new Ffmpeg({ command });
		const examiner = new MediaExaminer({ ffmpeg, maxFileSize: 100 * 1024 * 1024 });
		return (await examiner.examine(path, {})).seconds;
	}

	test.each([
		['WAV', () => wav(3)],
		['MP3', () => convert(wav(3), '-f', 'mp3')],
		[
			'MP3 without a header for it',
			() => convert(wav(3), '-q:a', '2', '-write_xing', '0', '-f', 'mp3'),
		],
		['AAC, which has no header for it', () => convert(wav(3), '-c:a', 'aac', '-f', 'adts')],
		['Opus in Ogg', () => convert(wav(3), '-c:a', 'libopus', '-f', 'ogg')],
	])('is told for %s', async (_name, make) => {
		expect(await seconds(make())).toBe(3);
	});

	test('is that of a film, too', async () => {
		expect(await seconds(film())).toBe(1);
	});

	test('is not told where only reading it all could tell, and there is no ffmpeg', async () => {
		const aac = convert(wav(3), '-c:a', 'aac', '-f', 'adts');
		expect(await seconds(aac, '/nowhere/ffmpeg')).toBeNull();
	});
});
