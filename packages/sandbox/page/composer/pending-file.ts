import type { AttachmentKind } from '../state/api-types.js';

/** A file that waits to be sent. */
export interface PendingFile {
	readonly file: File;
	/** What it is sent as. */
	readonly kind: AttachmentKind;
	/** For a preview of a picture; null for other files. */
	readonly preview: string | null;
}

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export function toPending(file: File): PendingFile {
	const picture = PICTURES.has(file.type);
	return {
		file,
		kind: kindsFor(file.type)[0] ?? 'document',
		preview: picture ? URL.createObjectURL(file) : null,
	};
}

/** The preview is needed no more. */
export function forget({ preview }: PendingFile): void {
	if (preview !== null) URL.revokeObjectURL(preview);
}

/** What a file of this type can be sent as, the usual first. */
export function kindsFor(mimeType: string): readonly AttachmentKind[] {
	if (PICTURES.has(mimeType)) return ['image', 'document', 'sticker'];
	if (mimeType.startsWith('video/')) return ['video', 'document'];
	if (mimeType.startsWith('audio/')) return ['voice-note', 'audio', 'document'];
	return ['document'];
}
