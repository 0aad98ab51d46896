import type { Picture } from './profile-pictures.js';

const IMAGE_PIXELS = 640;
const PREVIEW_PIXELS = 96;

/** What a client has uploaded, with its preview; undefined when the bytes are no picture. */
export async function uploadedPicture(image: Buffer): Promise<Omit<Picture, 'id'> | undefined> {
	const preview = await square(image, PREVIEW_PIXELS);
	return preview && { image, preview };
}

/** A picture of any size and format as a phone uploads it: square, JPEG; undefined as above. */
export async function chosenPicture(bytes: Buffer): Promise<Omit<Picture, 'id'> | undefined> {
	const image = await square(bytes, IMAGE_PIXELS);
	return image && uploadedPicture(image);
}

async function square(bytes: Buffer, pixels: number): Promise<Buffer | undefined> {
	const { default: sharp } = await import('sharp');
	try {
		return await sharp(bytes).resize(pixels, pixels, { fit: 'cover' }).jpeg().toBuffer();
	} catch {
		return undefined;
	}
}
