import type { AttachmentKind } from '@waypost/contract';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { GuardedFetch } from '../outbound/guarded-fetch.js';
import { cleanFileName } from '../runtime/file-name.js';
import type { MediaFolder } from './media-folder.js';
import { limitSize } from './media-limits.js';
import { assertMediaDir, openMediaPath } from './media-path.js';
import { fetchFile } from './url-source.js';

/** A file on our disk that lives while somebody uses it, unless it is kept. */
export interface TemporaryFile {
	/** Absolute path, in the file system of the media folder. */
	path: string;
	fileName: string | null;
	/** As its source claims it. */
	mimeType: string | null;
}

export interface MediaSourcesOptions {
	folder: MediaFolder;
	fetcher: GuardedFetch;
	/** From WAYPOST_MEDIA_DIR. */
	mediaDir: string | null;
	/** Bytes, of any file. */
	maxFileSize: number;
}

/**
 * Brings files to send onto our disk, from wherever a caller says. A file over the limit of its kind
 * ends the copy at once; nothing of it stays.
 */
export class MediaSources {
	readonly #options: MediaSourcesOptions;

	constructor(options: MediaSourcesOptions) {
		this.#options = options;
	}

	/** Bytes that are here already. @throws WaypostError PAYLOAD_TOO_LARGE */
	async withStream<T>(
		source: Readable | AsyncIterable<Uint8Array>,
		kind: AttachmentKind | undefined,
		use: (path: string) => Promise<T>,
	): Promise<T> {
		const { folder, maxFileSize } = this.#options;
		const limited = limitSize(source as AsyncIterable<Uint8Array>, { kind, maxFileSize });
		const path = await folder.writeTemporary(`upload-${randomUUID()}`, limited);
		try {
			return await use(path);
		} finally {
			await rm(path, { force: true });
		}
	}

	/**
	 * A file the daemon fetches. The connection is over before `use` begins.
	 *
	 * @throws WaypostError URL_BLOCKED, URL_FETCH_FAILED, URL_FETCH_TIMEOUT, PAYLOAD_TOO_LARGE
	 */
	async withUrl<T>(
		url: string,
		kind: AttachmentKind | undefined,
		use: (file: TemporaryFile) => Promise<T>,
	): Promise<T> {
		const { folder, fetcher, maxFileSize } = this.#options;
		const file = await fetchFile(fetcher, url, async ({ body, fileName, mimeType }) => {
			const limited = limitSize(body as AsyncIterable<Uint8Array>, { kind, maxFileSize });
			const path = await folder.writeTemporary(`upload-${randomUUID()}`, limited);
			return { path, fileName, mimeType };
		});
		try {
			return await use(file);
		} finally {
			await rm(file.path, { force: true });
		}
	}

	/**
	 * A copy of a file under WAYPOST_MEDIA_DIR: what becomes of the file afterwards changes nothing.
	 *
	 * @throws WaypostError MEDIA_PATH_INVALID, PAYLOAD_TOO_LARGE
	 */
	async withMediaPath<T>(
		mediaPath: string,
		kind: AttachmentKind | undefined,
		use: (file: TemporaryFile) => Promise<T>,
	): Promise<T> {
		const root = assertMediaDir(this.#options.mediaDir);
		const handle = await openMediaPath(root, mediaPath);
		try {
			const source = handle.createReadStream({ autoClose: false });
			const fileName = cleanFileName(mediaPath);
			return await this.withStream(source, kind, (path) => use({ path, fileName, mimeType: null }));
		} finally {
			await handle.close();
		}
	}
}
