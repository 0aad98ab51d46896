import { decodeQR } from 'qr/decode.js';

/** A screenshot is no camera: better a second longer than no answer. */
const TIME_LIMIT_MS = 2_000;
const EFFORT = 8;
/** A code of 200 pixels is read well; larger pictures only take longer. */
const MAX_SIDE = 2_400;

/** Reads the QR code in a picture, in the browser. Rejects with a sentence when there is none. */
export async function readQr(picture: Blob): Promise<string> {
	const bitmap = await createImageBitmap(picture).catch(() => {
		throw new Error('This file is not a picture that the browser can open.');
	});
	try {
		return decodeQR(pixelsOf(bitmap), { timeLimit: TIME_LIMIT_MS, effort: EFFORT });
	} catch {
		throw new Error('There is no QR code to be seen in this picture. Show it larger, and whole.');
	} finally {
		bitmap.close();
	}
}

function pixelsOf(bitmap: ImageBitmap): ImageData {
	const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
	const width = Math.max(1, Math.round(bitmap.width * scale));
	const height = Math.max(1, Math.round(bitmap.height * scale));
	const context = new OffscreenCanvas(width, height).getContext('2d');
	if (!context) throw new Error('The browser cannot draw.');
	// What is transparent in a picture is white on paper.
	context.fillStyle = 'white';
	context.fillRect(0, 0, width, height);
	context.drawImage(bitmap, 0, 0, width, height);
	return context.getImageData(0, 0, width, height);
}
