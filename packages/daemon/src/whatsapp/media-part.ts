import type { proto } from './baileys.js';

/** What the keys of a file are derived for (Baileys `Defaults`, MEDIA_HKDF_KEY_MAPPING). */
export type MediaType = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** The part of a message that leads to a file. */
export interface MediaPart {
	mediaKey?: Uint8Array | null;
	directPath?: string | null;
	url?: string | null;
}

/** @param message - out of its envelopes. */
export function mediaPartOf(message: proto.IMessage): { part: MediaPart; type: MediaType } | null {
	const parts: [MediaPart | null | undefined, MediaType][] = [
		[message.imageMessage, 'image'],
		[message.videoMessage ?? message.ptvMessage, 'video'],
		[message.audioMessage, 'audio'],
		[message.documentMessage, 'document'],
		[message.stickerMessage, 'sticker'],
	];
	for (const [part, type] of parts) if (part) return { part, type };
	return null;
}
