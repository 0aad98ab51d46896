import { spawnSync } from 'node:child_process';
import { describe, test } from '@jest/globals';

/** Is ffmpeg on this machine? What it makes can be tested only there. */
export const FFMPEG_IS_THERE = spawnSync('ffmpeg', ['-version']).status === 0;
/** CI says that its tests need it. */
export const FFMPEG_MUST_BE_THERE = process.env['REQUIRE_FFMPEG'] === '1';
export const describeWithFfmpeg = FFMPEG_IS_THERE ? describe : describe.skip;
export const testWithFfmpeg = FFMPEG_IS_THERE ? test : test.skip;

// Looked up once: a global costs a microsecond inside of jest, and a sound has millions of samples.
const { floor, sin, PI } = Math;
const sampleAt = (at: number, count: number, rate: number): number =>
	floor(sin((at / rate) * 440 * 2 * PI) * (at / count) * 20_000);

/** A WAV file with a tone that becomes louder. @param seconds - its length. */
export function wav(seconds: number, { rate = 16_000, channels = 1 } = {}): Buffer {
	const count = Math.round(seconds * rate);
	const samples = Int16Array.from({ length: count * channels }, (_, i) =>
		sampleAt(floor(i / channels), count, rate),
	);
	const data = Buffer.from(samples.buffer);
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + data.length, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(1, 20);
	header.writeUInt16LE(channels, 22);
	header.writeUInt32LE(rate, 24);
	header.writeUInt32LE(rate * channels * 2, 28);
	header.writeUInt16LE(channels * 2, 32);
	header.writeUInt16LE(16, 34);
	header.write('data', 36);
	header.writeUInt32LE(data.length, 40);
	return Buffer.concat([header, data]);
}

/** Another form of a sound, by ffmpeg. @param output - its arguments, format included. */
export function convert(sound: Buffer, ...output: string[]): Buffer {
	const { stdout, stderr, status } = spawnSync(
		'ffmpeg',
		['-v', 'error', '-i', 'pipe:0', ...output, 'pipe:1'],
		{ input: sound, maxBuffer: 64 * 1024 * 1024 },
	);
	if (status !== 0) throw new Error(`ffmpeg made no sound for a test: ${stderr.toString()}`);
	return stdout;
}

/** A film of one second, in the form telephones record. */
export function film(): Buffer {
	const { stdout, stderr, status } = spawnSync('ffmpeg', [
		...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc=duration=1:size=320x180:rate=5'],
		...['-c:v', 'mpeg4', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', 'pipe:1'],
	]);
	if (status !== 0) throw new Error(`ffmpeg made no film for a test: ${stderr.toString()}`);
	return stdout;
}
