import { text } from 'node:stream/consumers';
import type { Ffmpeg, FfmpegInput } from './ffmpeg.js';
import { WaypostError } from '../runtime/waypost-error.js';

/** Reads every packet, decodes none, and tells how far it came. */
const COUNT = [
	'-map',
	'0:a?',
	'-map',
	'0:v?',
	'-c',
	'copy',
	'-progress',
	'pipe:1',
	'-f',
	'null',
	'-',
];
const PROGRESS = /^out_time_us=(\d+)$/gm;

/**
 * How long a recording or film plays: by its headers, else by ffmpeg. Files without a length in their
 * headers would have to be read to their end here, which takes seconds of this thread for a long one.
 *
 * @returns whole seconds, at least 1; null when neither says.
 */
export async function secondsOf(ffmpeg: Ffmpeg, input: FfmpegInput): Promise<number | null> {
	const seconds = (await byHeaders(input.path)) ?? (await byPackets(ffmpeg, input));
	return seconds === null ? null : wholeSeconds(seconds);
}

/** As WhatsApp's apps show it. */
export const wholeSeconds = (seconds: number): number => Math.max(1, Math.round(seconds));

async function byHeaders(path: string): Promise<number | null> {
	const { parseFile } = await import('music-metadata');
	try {
		const { format } = await parseFile(path, { duration: false, skipCovers: true });
		return format.duration ?? null;
	} catch {
		return null;
	}
}

async function byPackets(ffmpeg: Ffmpeg, input: FfmpegInput): Promise<number | null> {
	try {
		const told = await ffmpeg.run(input, COUNT, text);
		const last = [...told.matchAll(PROGRESS)].at(-1)?.[1];
		return last === undefined ? null : Number(last) / 1e6;
	} catch (error) {
		if (error instanceof WaypostError && error.code === 'SHUTTING_DOWN') throw error;
		return null;
	}
}
