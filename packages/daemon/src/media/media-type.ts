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
/** What a voice note can be converted from beside that: what browsers and studios record. */
const CONVERTIBLE = ['audio/webm', 'video/webm', 'audio/flac', 'audio/x-flac'];

const NEEDS: Partial<Record<AttachmentKind, { types: readonly string[]; words: string }>> = {
	image: { types: IMAGES, words: 'a JPEG, PNG or WebP picture' },
	video: { types: VIDEOS, words: 'an MP4, 3GP or QuickTime video' },
	audio: { types: AUDIO, words: 'an MP3, M4A, AAC, AMR, OGG or WAV recording' },
	'voice-note': {
		types: [...AUDIO, ...CONVERTIBLE],
		words: 'a recording in OGG, MP3, M4A, AAC, AMR, WAV, WebM or FLAC',
	},
	sticker: { types: IMAGES, words: 'a WebP, PNG or JPEG picture' },
};

/** As what WhatsApp shows a file of this type when nobody says otherwise. */
export function kindOf(mimeType: string | null): AttachmentKind {
	const type = bare(mimeType);
	if (type === null) return 'document';
	if (IMAGES.includes(type)) return 'image';
	if (VIDEOS.includes(type)) return 'video';
	if (AUDIO.includes(type)) return 'audio';
	return 'document';
}

const bare = (mimeType: string | null | undefined): string | null =>
	mimeType?.split(';')[0]?.trim() ?? null;

/**
 * What a file is, by its first bytes; its name and claims count only for documents, whose content
 * may not tell.
 *
 * @param path - absolute path of the file.
 * @throws WaypostError MEDIA_INVALID when it is not what `kind` needs.
 */
export async function detectMediaType(path: string, claim: MediaClaim): Promise<MediaType> {
	const found = await fileTypeFromFile(path);
	const mimeType = bare(found?.mime);
	const kind = claim.kind ?? kindOf(mimeType);
	const need = NEEDS[kind];
	if (need && (mimeType === null || !need.types.includes(mimeType))) {
		throw new WaypostError(
			'MEDIA_INVALID',
			`The file cannot be sent as ${kind}: that needs ${need.words}, and this is ${mimeType ?? 'of no known type'}. Send it as a document, or convert it.`,
		);
	}
	// What programs write when they do not know says nothing.
	const says = claim.mimeType?.startsWith('application/octet-stream') ? null : claim.mimeType;
	const claimed = kind === 'document' ? says : null;
	return {
		kind,
		mimeType: claimed ?? mimeType ?? 'application/octet-stream',
		extension: found?.ext ?? '',
	};
}
