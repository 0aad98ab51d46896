import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** In lower-case hex. */
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A JPEG of 64 × 48. */
export const picture = () =>
	sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e4f' } })
		.jpeg()
		.toBuffer();

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

/** A body with a file part, and these fields beside it. */
export function fileForm(
	bytes: Uint8Array,
	name: string,
	fields: Record<string, string>,
): FormData {
	const form = new FormData();
	for (const [field, value] of Object.entries(fields)) form.set(field, value);
	form.set('file', new Blob([Buffer.from(bytes)]), name);
	return form;
}
