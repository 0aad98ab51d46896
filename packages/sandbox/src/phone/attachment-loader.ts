import { createHash } from 'node:crypto';
import type { MediaPointer } from '../baileys/content.js';
import { decryptMedia } from '../baileys/media.js';
import type { World } from '../world.js';
import type { DisplayedAttachment } from './displayed-message.js';

export interface LoadedAttachment {
	readonly attachment: DisplayedAttachment;
	/** Undefined when there is a problem. */
	readonly bytes: Buffer | undefined;
}

/**
 * Fetches an attachment from the media store, decrypts it and checks its hash, as a phone does, and
 * keeps it.
 */
export async function loadAttachment(
	{ media, keptMedia }: Pick<World, 'media' | 'keptMedia'>,
	pointer: MediaPointer,
	phoneNumber: string,
	messageId: string,
): Promise<LoadedAttachment> {
	const { bytes, problem } = await fetchBytes(media, pointer);
	const { kind, mimeType, fileName, caption, mediaKey, seconds, waveform } = pointer;
	if (bytes && mediaKey) keptMedia.keep(phoneNumber, messageId, { kind, mediaKey, bytes });
	const number = encodeURIComponent(phoneNumber);
	const url = `/v1/phones/${number}/messages/${encodeURIComponent(messageId)}/media`;
	const sha256 = bytes ? createHash('sha256').update(bytes).digest('hex') : '';
	const size = bytes?.length ?? 0;
	const shown = { kind, mimeType, fileName, caption, seconds, waveform };
	const attachment = { ...shown, size, sha256, url, problem };
	return { attachment, bytes };
}

async function fetchBytes(
	store: World['media'],
	{ path, mediaKey, kind, fileSha256 }: MediaPointer,
): Promise<{ bytes: Buffer | undefined; problem: string | null }> {
	const blob = path === null ? undefined : store.get(path);
	if (!blob || !mediaKey) return failed('The media is not in the media store of this sandbox.');
	try {
		const bytes = await decryptMedia(blob, mediaKey, kind);
		const hash = createHash('sha256').update(bytes).digest();
		if (fileSha256 && !hash.equals(fileSha256))
			return failed('The media is not what was announced.');
		return { bytes, problem: null };
	} catch {
		return failed('The media cannot be decrypted with the key of the message.');
	}
}

function failed(problem: string) {
	return { bytes: undefined, problem };
}
