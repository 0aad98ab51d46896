import type { AttachmentKind } from '@waypost/contract';
import type { Readable } from 'node:stream';
import type { EventLog } from '../events/event-log.js';
import type { GuardedFetch } from '../outbound/guarded-fetch.js';
import type { Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { LinkPreview, WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import { Ffmpeg } from './ffmpeg.js';
import { fetchLinkPreview } from './link-preview.js';
import { MediaCache, type MediaUse } from './media-cache.js';
import { MediaDownloads, type MessageWithMedia } from './media-downloads.js';
import { MediaExaminer, type ExaminedFile, type FileClaim } from './media-examiner.js';
import type { MediaFolder } from './media-folder.js';
import { MediaSources, type TemporaryFile } from './media-sources.js';

export type { MediaUse } from './media-cache.js';
export type { MessageWithMedia } from './media-downloads.js';
export type { ExaminedFile, FileClaim } from './media-examiner.js';
export type { TemporaryFile } from './media-sources.js';

export interface MediaServiceOptions {
	folder: MediaFolder;
	connector: Pick<WhatsAppConnector, 'downloadMedia'>;
	/** For attachments given as a URL, and for link previews. */
	fetcher: GuardedFetch;
	/** From WAYPOST_MEDIA_DIR. */
	mediaDir: string | null;
	/** Bytes, of any file. */
	maxFileSize: number;
	/** Bytes, of the folder. */
	cacheSize: number;
	/** Name or path of ffmpeg. */
	ffmpeg: string;
	/** What messages say of files of the folder. */
	usesOf: (names: readonly string[]) => MediaUse[];
	/** @throws WaypostError MEDIA_EXPIRED */
	requestReupload: (message: MessageWithMedia) => Promise<Uint8Array>;
	/** Tells which messages were deleted for everyone: their files go. */
	events: Pick<EventLog, 'subscribe'>;
	clock: Clock;
	logger: Logger;
}

/** Keeps the files of messages: what is sent until it is sent, what is fetched once it is asked for. */
export class MediaService {
	readonly #folder: MediaFolder;
	readonly #fetcher: GuardedFetch;
	readonly #ffmpeg: Ffmpeg;
	readonly #sources: MediaSources;
	readonly #examiner: MediaExaminer;
	readonly #downloads: MediaDownloads;
	readonly #cache: MediaCache;
	readonly #unsubscribe: () => void;

	constructor(options: MediaServiceOptions) {
		const { folder, fetcher, clock } = options;
		this.#folder = folder;
		this.#fetcher = fetcher;
		this.#ffmpeg = new Ffmpeg({ command: options.ffmpeg });
		this.#sources = new MediaSources(options);
		this.#examiner = new MediaExaminer({ ...options, ffmpeg: this.#ffmpeg });
		this.#cache = new MediaCache({
			...options,
			capacity: options.cacheSize,
			now: () => clock.now(),
		});
		this.#downloads = new MediaDownloads({
			...options,
			onFetched: (name) => void this.#cache.trim(name),
		});
		this.#unsubscribe = options.events.subscribe(({ type, data }) => {
			if (type !== 'message.deleted' || data.messageId === null) return;
			void this.#downloads.forget(data.messageId);
		});
	}

	/** Frees room that an earlier run has left taken. */
	start(): void {
		void this.#cache.trim();
	}

	pathOf(mediaFile: string): string {
		return this.#folder.pathOf(mediaFile);
	}

	/**
	 * Writes a stream to a file that lives while `use` runs, unless it is kept.
	 *
	 * @param kind - sets the limit of its size; by content when absent.
	 * @throws WaypostError PAYLOAD_TOO_LARGE
	 */
	withTemporary<T>(
		source: Readable,
		use: (path: string) => Promise<T>,
		kind?: AttachmentKind,
	): Promise<T> {
		return this.#sources.withStream(source, kind, use);
	}

	/**
	 * The same for a file that the daemon fetches from a URL.
	 *
	 * @throws WaypostError URL_BLOCKED, URL_FETCH_FAILED, URL_FETCH_TIMEOUT, PAYLOAD_TOO_LARGE
	 */
	withUrl<T>(
		url: string,
		kind: AttachmentKind | undefined,
		use: (file: TemporaryFile) => Promise<T>,
	): Promise<T> {
		return this.#sources.withUrl(url, kind, use);
	}

	/**
	 * The same for a file under WAYPOST_MEDIA_DIR.
	 *
	 * @throws WaypostError MEDIA_PATH_INVALID, PAYLOAD_TOO_LARGE
	 */
	withMediaPath<T>(
		mediaPath: string,
		kind: AttachmentKind | undefined,
		use: (file: TemporaryFile) => Promise<T>,
	): Promise<T> {
		return this.#sources.withMediaPath(mediaPath, kind, use);
	}

	/**
	 * Checks a file that is to be sent, and converts it in place where its kind asks for that.
	 *
	 * @throws WaypostError MEDIA_INVALID, PAYLOAD_TOO_LARGE, FFMPEG_MISSING, INVALID_REQUEST for its name.
	 */
	examine(path: string, claim: FileClaim): Promise<ExaminedFile> {
		return this.#examiner.examine(path, claim);
	}

	/** What the first link of a text leads to; null when there is none, or it does not say. */
	fetchLinkPreview(text: string): Promise<LinkPreview | null> {
		return fetchLinkPreview(this.#fetcher, text);
	}

	/** Takes a file over for a message; durable when it resolves. */
	async keep(messageId: string, path: string): Promise<string> {
		await this.#folder.keep(messageId, path);
		void this.#cache.trim();
		return messageId;
	}

	remove(mediaFiles: readonly string[]): void {
		this.#folder.remove(mediaFiles);
	}

	/**
	 * The file of a message, fetched from WhatsApp when it is not here yet.
	 *
	 * @returns an absolute path.
	 * @throws WaypostError MEDIA_NOT_FOUND, MEDIA_EXPIRED, MEDIA_DOWNLOAD_FAILED
	 */
	fileOf(message: MessageWithMedia): Promise<string> {
		return this.#downloads.fileOf(message);
	}

	/** Ends conversions under way. May be called twice. */
	async close(): Promise<void> {
		this.#unsubscribe();
		await this.#ffmpeg.close();
		await this.#cache.idle();
	}
}
