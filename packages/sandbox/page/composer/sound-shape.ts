/** What a voice note says about its sound. */
export interface SoundShape {
	readonly seconds: number;
	/** 64 values from 0 to 100, as loud as that part is. */
	readonly waveform: readonly number[];
}

const BARS = 64;

/** Listens to a file; undefined when the browser cannot play it. */
export async function soundShapeOf(file: Blob): Promise<SoundShape | undefined> {
	const context = new OfflineAudioContext(1, 1, 8_000);
	const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => undefined);
	if (!sound) return undefined;
	return { seconds: Math.round(sound.duration), waveform: waveformOf(sound.getChannelData(0)) };
}

/** The loudest part is 100. */
export function waveformOf(samples: Float32Array): number[] {
	const size = Math.max(1, Math.floor(samples.length / BARS));
	const peaks = Array.from({ length: BARS }, (_, bar) => {
		let peak = 0;
		for (const sample of samples.subarray(bar * size, (bar + 1) * size)) {
			peak = Math.max(peak, Math.abs(sample));
		}
		return peak;
	});
	const loudest = Math.max(...peaks);
	return peaks.map((peak) => (loudest === 0 ? 0 : Math.round((peak / loudest) * 100)));
}
