/** Bars of a voice note, as WhatsApp's apps draw them. */
export const BARS = 64;
/** Samples a second of the sound that is measured: enough for loudness. */
export const SAMPLE_RATE = 8_000;
/** Samples per measured block: 10 ms. */
const BLOCK = 80;

/**
 * How loud a recording is over its time.
 *
 * @param pcm - signed 16-bit little-endian samples, one channel, {@link SAMPLE_RATE}.
 * @returns 64 values from 0 to 100 and the length in seconds.
 */
export async function measureLoudness(
	pcm: AsyncIterable<Buffer>,
): Promise<{ waveform: Uint8Array; seconds: number }> {
	const blocks: number[] = [];
	let held: Buffer = Buffer.alloc(0);
	let samples = 0;
	for await (const chunk of pcm) {
		const bytes = Buffer.concat([held, chunk]);
		const whole = bytes.length - (bytes.length % (BLOCK * 2));
		for (let at = 0; at < whole; at += BLOCK * 2) blocks.push(loudnessOf(bytes, at));
		samples += whole / 2;
		held = bytes.subarray(whole);
	}
	return { waveform: barsOf(blocks), seconds: (samples + held.length / 2) / SAMPLE_RATE };
}

/** Mean amplitude of one block. */
function loudnessOf(bytes: Buffer, at: number): number {
	let sum = 0;
	for (let i = 0; i < BLOCK; i++) sum += Math.abs(bytes.readInt16LE(at + i * 2));
	return sum / BLOCK;
}

/** The loudest bar is 100; silence stays 0. */
function barsOf(blocks: readonly number[]): Uint8Array {
	const means = Array.from({ length: BARS }, (_, bar) => {
		const from = Math.floor((bar * blocks.length) / BARS);
		const to = Math.max(from + 1, Math.floor(((bar + 1) * blocks.length) / BARS));
		const part = blocks.slice(from, to);
		return part.length === 0 ? 0 : part.reduce((sum, value) => sum + value, 0) / part.length;
	});
	const loudest = Math.max(...means);
	return Uint8Array.from(means, (mean) => (loudest === 0 ? 0 : Math.round((mean / loudest) * 100)));
}
