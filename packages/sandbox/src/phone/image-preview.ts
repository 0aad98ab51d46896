/** Longest side of the picture that travels inside the message. */
const THUMBNAIL_PIXELS = 72;

export interface ImagePreview {
	/** JPEG. */
	readonly thumbnail: Buffer;
	readonly width: number;
	readonly height: number;
}

/** A small JPEG and the size of the picture; undefined when these bytes are no picture. */
export async function previewImage(bytes: Buffer): Promise<ImagePreview | undefined> {
	const { default: sharp } = await import('sharp');
	try {
		const { width, height } = await sharp(bytes).metadata();
		const thumbnail = await sharp(bytes)
			.resize({ width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, fit: 'inside' })
			.jpeg({ quality: 60 })
			.toBuffer();
		return { thumbnail, width, height };
	} catch {
		return undefined;
	}
}
