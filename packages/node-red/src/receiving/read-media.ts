import type { Media } from '@waypost/client';

/**
 * The bytes of a file; null when there are more than `maxBytes`. What is above that is not fetched: the
 * size in a message is what its sender says, and may be wrong.
 */
export async function readMedia(media: Media, maxBytes: number): Promise<Buffer | null> {
	if ((media.size ?? 0) > maxBytes) {
		await media.cancel();
		return null;
	}
	const reader = media.stream.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	while (true) {
		const { done, value } = await reader.read();
		if (done) return Buffer.concat(chunks, size);
		size += value.length;
		if (size > maxBytes) {
			await reader.cancel();
			return null;
		}
		chunks.push(value);
	}
}
