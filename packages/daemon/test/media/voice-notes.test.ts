import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ffmpeg } from '../../src/media/ffmpeg.js';
import { MediaExaminer } from '../../src/media/media-examiner.js';
import {
	convert,
	describeWithFfmpeg,
	FFMPEG_IS_THERE,
	FFMPEG_MUST_BE_THERE,
	wav,
} from './sound.js';

const OPUS = ['-c:a', 'libopus', '-b:a', '24k', '-f', 'ogg'];

test('ffmpeg is there where it must be (apt-get install ffmpeg)', () => {
	expect(FFMPEG_IS_THERE || !FFMPEG_MUST_BE_THERE).toBe(true);
});

describeWithFfmpeg('voice notes', () => {
	let folder: string;
	let path: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'waypost-voice-'));
		path = join(folder, 'recording');
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	function examine(bytes: Buffer, command = 'ffmpeg') {
		writeFileSync(path, bytes);
		const ffmpeg = new Ffmpeg({ command });
		const examiner = new MediaExaminer({ ffmpeg, maxFileSize: 100 * 1024 * 1024 });
		return examiner.examine(path, { kind: 'voice-note' });
	}

	test.each([
		['WAV', []],
		['MP3', ['-f', 'mp3']],
		['M4A', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov', '-f', 'ipod']],
		['AAC', ['-c:a', 'aac', '-f', 'adts']],
		['Vorbis in Ogg', ['-c:a', 'libvorbis', '-f', 'ogg']],
		['stereo Opus in Ogg', ['-ac', '2', ...OPUS]],
		['WebM, as browsers record', ['-c:a', 'libopus', '-f', 'webm']],
		['FLAC', ['-f', 'flac']],
	])('%s becomes mono Opus of 16 kHz', async (_name, output) => {
		const sound = wav(2.4, { rate: 44_100, channels: 2 });
		const note = await examine(output.length === 0 ? sound : convert(sound, ...output));
		const { stdout } = spawnSync('ffprobe', [
			...['-v', 'error', '-of', 'json', '-show_streams', path],
		]);
		expect(JSON.parse(stdout.toString())).toMatchObject({
			streams: [{ codec_name: 'opus', channels: 1 }],
		});
		expect(readFileSync(path).readUInt32LE(40)).toBe(16_000);
		expect(note).toMatchObject({ mimeType: 'audio/ogg; codecs=opus', seconds: 2 });
	});

	test('play on iPhones: three frames to a packet, and no other encoder named', async () => {
		await examine(wav(3));
		const { stdout } = spawnSync('ffprobe', [
			...['-v', 'error', '-of', 'csv=p=0', '-show_entries', 'packet=duration_time', path],
		]);
		const durations = stdout.toString().match(/0\.0\d+/g) ?? [];
		const shorter = durations.filter((duration) => duration !== '0.060000');
		// The last one, and one where the encoder changed its mode.
		expect([durations.length > 45, shorter.length <= 2]).toEqual([true, true]);
		expect(readFileSync(path).includes('Lavc')).toBe(false);
	});

	test('are drawn with 64 bars that follow the sound', async () => {
		const { waveform } = await examine(wav(2));
		const bars = [...(waveform ?? [])];
		expect(bars).toHaveLength(64);
		expect(bars[0]).toBeLessThan(10);
		expect(Math.max(...bars.slice(-4))).toBe(100);
	});

	test('in mono Opus stay as they are', async () => {
		const bytes = convert(wav(2), '-ac', '1', ...OPUS);
		const note = await examine(bytes);
		expect(readFileSync(path)).toEqual(bytes);
		expect(note).toMatchObject({ seconds: 2, size: bytes.length });
		expect(note.waveform).toHaveLength(64);
	});

	test('in mono Opus go without ffmpeg too, only without bars', async () => {
		const bytes = convert(wav(2), '-ac', '1', ...OPUS);
		const note = await examine(bytes, '/nowhere/ffmpeg');
		expect(note).toMatchObject({ seconds: 2, waveform: null });
		expect(readFileSync(path)).toEqual(bytes);
	});

	test('that must be converted say that ffmpeg is missing', async () => {
		await expect(examine(wav(1), '/nowhere/ffmpeg')).rejects.toMatchObject({
			code: 'FFMPEG_MISSING',
		});
	});

	test('of the same recording are the same bytes', async () => {
		const first = await examine(wav(1));
		const second = await examine(wav(1));
		expect(second.sha256).toBe(first.sha256);
	});

	test.each([
		['a recording that is cut off in its head', wav(1).subarray(0, 40)],
		['a recording without a sound', wav(0)],
		['Opus without a single packet', Buffer.from('OggS')],
	])('are not made of %s', async (_name, bytes) => {
		await expect(examine(bytes)).rejects.toMatchObject({ code: 'MEDIA_INVALID' });
		expect(readdirSync(folder)).toEqual(['recording']);
	});

	test('are not made of a playlist that names other files', async () => {
		writeFileSync(join(folder, 'secret.wav'), wav(1));
		const playlist = `#EXTM3U\n#EXTINF:1,\nfile:${join(folder, 'secret.wav')}\n`;
		await expect(examine(Buffer.from(playlist))).rejects.toMatchObject({ code: 'MEDIA_INVALID' });
	});

	test('under way end with the daemon', async () => {
		writeFileSync(path, wav(300));
		const ffmpeg = new Ffmpeg({ command: 'ffmpeg' });
		const examiner = new MediaExaminer({ ffmpeg, maxFileSize: 100 * 1024 * 1024 });
		const outcome = examiner.examine(path, { kind: 'voice-note' }).then(
			() => 'made',
			(error: { code: string }) => error.code,
		);
		while (readdirSync(folder).length < 2) await new Promise((resolve) => setImmediate(resolve));
		await ffmpeg.close();
		expect(await outcome).toBe('SHUTTING_DOWN');
		expect(readdirSync(folder)).toEqual(['recording']);
	});
});
