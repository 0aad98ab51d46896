import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { BARS, measureLoudness, SAMPLE_RATE } from './waveform.js';

/** A second per amplitude. */
function sound(...amplitudes: number[]): Buffer {
	const samples = amplitudes.flatMap((amplitude) =>
		Array.from({ length: SAMPLE_RATE }, (_, i) => (i % 2 === 0 ? amplitude : -amplitude)),
	);
	return Buffer.from(Int16Array.from(samples).buffer);
}

const measure = (pcm: Buffer, chunk = 1_001) =>
	measureLoudness(
		Readable.from(
			Array.from({ length: Math.ceil(pcm.length / chunk) }, (_, i) =>
				pcm.subarray(i * chunk, (i + 1) * chunk),
			),
		),
	);

describe('how loud a recording is', () => {
	test('is told by 64 bars, the loudest of which is 100', async () => {
		const { waveform } = await measure(sound(1_000, 2_000));
		expect([waveform.length, waveform[0], waveform[BARS - 1]]).toEqual([BARS, 50, 100]);
	});

	test('does not depend on how the bytes arrive', async () => {
		const pcm = sound(100, 3_000, 700);
		expect(await measure(pcm, 7)).toEqual(await measure(pcm, 64_000));
	});

	test('is nothing for silence', async () => {
		const { waveform } = await measure(sound(0));
		expect(Math.max(...waveform)).toBe(0);
	});

	test('comes with its length in seconds', async () => {
		expect((await measure(sound(1, 2, 3))).seconds).toBe(3);
	});

	test('is nothing for no sound at all', async () => {
		expect(await measure(Buffer.alloc(0))).toEqual({
			waveform: new Uint8Array(BARS),
			seconds: 0,
		});
	});

	test('is told by 64 bars for a few milliseconds, too', async () => {
		const { waveform } = await measure(sound(500).subarray(0, 400));
		expect(waveform).toHaveLength(BARS);
	});
});
