import { buffer } from 'node:stream/consumers';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Ffmpeg, FfmpegInput } from './ffmpeg.js';

/** The longer side, as it travels inside the encrypted message. */
const SIDE = 100;
/** A small picture; anything larger went wrong. */
const MAX_BYTES = 50_000;
const PICTURE = [
	...['-map', '0:v:0', '-an', '-sn', '-dn', '-frames:v', '1', '-threads', '1'],
	...['-vf', `scale=${SIDE}:${SIDE}:force_original_aspect_ratio=decrease`],
	...['-q:v', '6', '-f', 'mjpeg', 'pipe:1'],
];

/**
 * The first picture of a film as a small JPEG: what the receiver sees until it is loaded.
 *
 * @returns null without ffmpeg, and for a film that it cannot read: it is sent all the same.
 */
export async function drawThumbnail(
	ffmpeg: Ffmpeg,
	input: FfmpegInput,
): Promise<Uint8Array | null> {
	try {
		const picture = await ffmpeg.run(input, PICTURE, buffer);
		return picture.length > 0 && picture.length <= MAX_BYTES ? picture : null;
	} catch (error) {
		if (error instanceof WaypostError && error.code === 'SHUTTING_DOWN') throw error;
		return null;
	}
}
