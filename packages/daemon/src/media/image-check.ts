import { rename, stat, writeFile } from 'node:fs/promises';
import type { Metadata, Sharp } from 'sharp';
import { WaypostError } from '../runtime/waypost-error.js';

/** Pixels. A bitmap of this size takes 160 MB while it is looked at; larger ones are refused. */
const MAX_PIXELS = 40e6;
const DECODE_SECONDS = 20;
const STICKER_SIDE = 512;
/** What WhatsApp's apps take for a sticker. */
const MAX_STICKER_BYTES = 100 * 1024;
const MAX_ANIMATED_STICKER_BYTES = 500 * 1024;
/** WebP qualities, tried from the first on until the sticker is small enough. */
const QUALITIES = [90, 75, 50, 25];

const unreadable = (cause: unknown): WaypostError =>
	new WaypostError(
		'MEDIA_INVALID',
		'The file is not an image that can be read, or has more than 40 million pixels. Check the file, or send it as a document.',
		{ cause },
	);

async function openImage(path: string): Promise<Sharp> {
	const { default: sharp } = await import('sharp');
	const options = { limitInputPixels: MAX_PIXELS, failOn: 'error' } as const;
	return sharp(path, options).timeout({ seconds: DECODE_SECONDS });
}

/**
 * Decodes an image once, so that a broken one is refused before anything is stored.
 *
 * @throws WaypostError MEDIA_INVALID
 */
export async function assertImage(path: string): Promise<void> {
	try {
		// Every line is read; what comes out is one pixel.
		await (await openImage(path)).resize(1, 1, { fit: 'fill', fastShrinkOnLoad: false }).toBuffer();
	} catch (cause) {
		throw unreadable(cause);
	}
}

/**
 * Makes a sticker of an image, in place: WebP, 512 × 512, transparent where the image does not reach.
 * An animated WebP, and a WebP that is a sticker already, stay as they are.
 *
 * @throws WaypostError MEDIA_INVALID
 */
export async function toSticker(path: string): Promise<void> {
	try {
		const image = await openImage(path);
		const metadata = await image.metadata();
		const { size } = await stat(path);
		if ((metadata.pages ?? 1) > 1) return assertAnimatedSticker(metadata, size);
		if (isSticker(metadata, size)) return await assertImage(path);
		const sticker = `${path}.webp`;
		await writeFile(sticker, await drawSticker(path), { mode: 0o600 });
		await rename(sticker, path);
	} catch (cause) {
		throw cause instanceof WaypostError ? cause : unreadable(cause);
	}
}

const isSticker = ({ format, width, height }: Metadata, size: number): boolean =>
	format === 'webp' &&
	width === STICKER_SIDE &&
	height === STICKER_SIDE &&
	size <= MAX_STICKER_BYTES;

function assertAnimatedSticker({ format }: Metadata, size: number): void {
	if (format === 'webp' && size <= MAX_ANIMATED_STICKER_BYTES) return;
	throw new WaypostError(
		'MEDIA_INVALID',
		`An animated sticker must be a WebP of at most ${MAX_ANIMATED_STICKER_BYTES / 1024} kB. Make it smaller, or send it as a video.`,
	);
}

async function drawSticker(path: string): Promise<Buffer> {
	const image = (await openImage(path)).autoOrient().resize(STICKER_SIDE, STICKER_SIDE, {
		fit: 'contain',
		background: { r: 0, g: 0, b: 0, alpha: 0 },
	});
	for (const quality of QUALITIES) {
		const drawn = await image.clone().webp({ quality }).toBuffer();
		if (drawn.length <= MAX_STICKER_BYTES) return drawn;
	}
	throw new WaypostError(
		'MEDIA_INVALID',
		'The sticker is larger than 100 kB however it is packed. Use a simpler picture.',
	);
}
