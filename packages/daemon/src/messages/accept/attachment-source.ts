import { Readable } from 'node:stream';
import type { ExaminedFile, MediaService, TemporaryFile } from '../../media/media.service.js';
import type { FileClaim, FileSource } from './draft.js';

/** A file on our disk that can be sent as it is. */
export interface PreparedFile extends ExaminedFile {
	/** Absolute, in the same file system as the media folder. */
	path: string;
	/** As the request names it, else as its source does. */
	fileName: string | null;
}

/**
 * Brings the bytes of an attachment to our disk, examines them, and lends them to `use`. What it does
 * not keep is gone afterwards.
 *
 * @throws WaypostError MEDIA_INVALID, PAYLOAD_TOO_LARGE, URL_BLOCKED, URL_FETCH_FAILED,
 *   URL_FETCH_TIMEOUT, MEDIA_PATH_INVALID, FFMPEG_MISSING
 */
export function withAttachment<T>(
	media: MediaService,
	source: FileSource,
	claim: FileClaim,
	use: (file: PreparedFile) => Promise<T>,
): Promise<T> {
	const kind = claim.kind ?? undefined;
	const examine = async (found: TemporaryFile): Promise<T> => {
		const fileName = claim.fileName ?? found.fileName;
		const mimeType = claim.mimeType ?? found.mimeType;
		const examined = await media.examine(found.path, { kind, fileName, mimeType });
		return use({ ...examined, path: found.path, fileName });
	};
	const examinePath = (path: string) => examine({ path, fileName: null, mimeType: null });
	switch (source.from) {
		case 'upload':
			return examinePath(source.path);
		case 'data':
			return media.withTemporary(Readable.from([source.bytes]), examinePath, kind);
		case 'url':
			return media.withUrl(source.url, kind, examine);
		case 'media-folder':
			return media.withMediaPath(source.path, kind, examine);
	}
}
