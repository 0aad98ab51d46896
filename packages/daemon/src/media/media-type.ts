import type { AttachmentKind } from '@waypost/contract';
import { fileTypeFromFile } from 'file-type';
import { WaypostError } from '../runtime/waypost-error.js';

export interface MediaType {
	kind: AttachmentKind;
	mimeType: string;
	/** Without a dot; empty when not known. */
	extension: string;
}

/** What the sender of a file says about it. */
export interface MediaClaim {
	kind?: AttachmentKind | undefined;
	mimeType?: string | null | undefined;
}

/** What WhatsApp's apps show as a picture or play as a film; the rest goes as a document. */
const IMAGES = ['image/jpeg', 'image/png', 'image/webp'];
const VIDEOS = ['video/mp4', 'video/3gpp', 'video/quicktime'];
const AUDIO = [
	'audio/mpeg',
	'audio/mp4',
	'audio/x-m4a',
	'audio/aac',
	'audio/amr',
	'audio/ogg',
	'audio/wav',
];

const NEEDS: Partial<Record<AttachmentKind, { types: readonly string[]; words: string }>> = {
	image: { types: IMAGES, words: 'a JPEG, PNG or WebP picture' },
	video: { types: VIDEOS, words: 'an MP4, 3GP or QuickTime video' },
	audio: { types: AUDIO, words: 'an MP3, M4A, AAC, AMR, OGG or WAV recording' },
	'voice-note': { types: ['audio/ogg'], words: 'an OGG recording with Opus' },
	sticker: { types: ['image/webp'], words: 'a WebP picture' },
};

function kindOf(mimeType: string): AttachmentKind {
	if (IMAGES.includes(mimeType)) return 'image';
	if (VIDEOS.includes(mimeType)) return 'video';
	if (AUDIO.includes(mimeType)) return 'audio';
	return 'document';
}

/**
 * What a file is, by its first bytes; its name and claims count only for documents, whose content
 * may not tell.
 *
 * @param path - absolute path of the file.
 * @throws WaypostError MEDIA_INVALID when it is not what `kind` needs.
 */
export async function detectMediaType(path: string, claim: MediaClaim): Promise<MediaType> {
	const found = await fileTypeFromFile(path);
	const mimeType = found?.mime.split(';')[0]?.trim() ?? null;
	const kind = claim.kind ?? (mimeType === null ? 'document' : kindOf(mimeType));
	const need = NEEDS[kind];
	if (need && (mimeType === null || !need.types.includes(mimeType))) {
		throw new WaypostError(
			'MEDIA_INVALID',
			`The file cannot be sent as ${kind}: that needs ${need.words}, and this is ${mimeType ?? 'of no known type'}. Send it as a document, or convert it.`,
		);
	}
	const claimed = kind === 'document' ? claim.mimeType : null;
	return {
		kind,
		mimeType: claimed ?? mimeType ?? 'application/octet-stream',
		extension: found?.ext ?? '',
	};
}
