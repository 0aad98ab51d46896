import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Ffmpeg, FfmpegInput } from './ffmpeg.js';
import { packLikeWhatsApp, readOpusHead } from './ogg-opus.js';
import { secondsOf, wholeSeconds } from './recording-length.js';
import { measureLoudness, SAMPLE_RATE } from './waveform.js';

/** What a recording is shown with. */
export interface Recording {
	/** Whole seconds, at least 1. */
	seconds: number | null;
	/** 64 values from 0 to 100; null when ffmpeg is not there to listen. */
	waveform: Uint8Array | null;
}

export const VOICE_NOTE_TYPE = 'audio/ogg; codecs=opus';

const HEAD_BYTES = 4_096;

/** The first sound track, and four hours of it at most. */
const SOUND = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-map_metadata', '-1', '-t', '14400'];
const PCM = [...SOUND, '-ac', '1', '-ar', `${SAMPLE_RATE}`, '-f', 's16le', 'pipe:1'];
/** As WhatsApp records: 16 kHz, mono, tuned for speech. The same file gives the same bytes. */
const VOICE = [
	...[...SOUND, '-c:a', 'libopus', '-ac', '1', '-ar', '16000', '-b:a', '32k'],
	...['-application', 'voip', '-frame_duration', '20', '-fflags', '+bitexact', '-f', 'ogg'],
];

/**
 * Makes a voice note of a recording, in place. Mono Opus in Ogg stays as it is; the rest is converted.
 *
 * @throws WaypostError FFMPEG_MISSING when it must be converted, MEDIA_INVALID when it cannot be read.
 */
export async function toVoiceNote(ffmpeg: Ffmpeg, input: FfmpegInput): Promise<Recording> {
	return (await isVoiceNote(input.path)) ? describe(ffmpeg, input) : convert(ffmpeg, input);
}

async function isVoiceNote(path: string): Promise<boolean> {
	const handle = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
		return readOpusHead(buffer.subarray(0, bytesRead))?.channels === 1;
	} finally {
		await handle.close();
	}
}

/** Without ffmpeg the bars are missing, and nothing else. */
async function describe(ffmpeg: Ffmpeg, input: FfmpegInput): Promise<Recording> {
	try {
		const { waveform, seconds } = await ffmpeg.run(input, PCM, measureLoudness);
		return { waveform, seconds: wholeSeconds(seconds) };
	} catch (error) {
		if (!(error instanceof WaypostError) || error.code !== 'FFMPEG_MISSING') throw error;
		return { waveform: null, seconds: await secondsOf(ffmpeg, input) };
	}
}

async function convert(ffmpeg: Ffmpeg, input: FfmpegInput): Promise<Recording> {
	const converted = `${input.path}.ogg`;
	const output = [...VOICE, '-y', `file:${converted}`, ...PCM];
	try {
		const { waveform, seconds } = await ffmpeg.run(input, output, measureLoudness);
		if (seconds === 0) throw new WaypostError('MEDIA_INVALID', 'The recording holds no sound.');
		await writeFile(converted, packLikeWhatsApp(await readFile(converted)), { mode: 0o600 });
		await rename(converted, input.path);
		return { waveform, seconds: wholeSeconds(seconds) };
	} finally {
		await rm(converted, { force: true });
	}
}
