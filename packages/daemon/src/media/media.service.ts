import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { WaypostError } from '../runtime/waypost-error.js';
import type { WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import type { MediaFolder } from './media-folder.js';
import { detectMediaType, type MediaClaim, type MediaType } from './media-type.js';

export interface MediaServiceOptions {
	folder: MediaFolder;
	connector: Pick<WhatsAppConnector, 'downloadMedia'>;
}

/** A file as it was found on disk. */
export interface ExaminedFile extends MediaType {
	/** Bytes. */
	size: number;
	/** Lower-case hex. */
	sha256: string;
}

/** What of a message its media can be found by. */
export interface MessageWithMedia {
	id: string;
	mediaFile: string | null;
	content: Uint8Array | null;
}

/** Keeps the files of messages: what is sent until it is sent, what is fetched once it is asked for. */
export class MediaService {
	readonly #folder: MediaFolder;
	readonly #connector: MediaServiceOptions['connector'];
	readonly #downloads = new Map<string, Promise<string>>();

	constructor({ folder, connector }: MediaServiceOptions) {
		this.#folder = folder;
		this.#connector = connector;
	}

	pathOf(mediaFile: string): string {
		return this.#folder.pathOf(mediaFile);
	}

	/** Writes a stream to a file that lives while `use` runs, unless it is kept. */
	async withTemporary<T>(source: Readable, use: (path: string) => Promise<T>): Promise<T> {
		const name = `upload-${randomUUID()}`;
		await this.#folder.write(name, source);
		try {
			return await use(this.#folder.pathOf(name));
		} finally {
			this.#folder.remove([name]);
		}
	}

	/** @throws WaypostError MEDIA_INVALID for an empty file, or one that is not what it claims. */
	async examine(path: string, claim: MediaClaim): Promise<ExaminedFile> {
		const { size, sha256 } = await measure(path);
		if (size === 0) throw new WaypostError('MEDIA_INVALID', 'The file is empty.');
		return { ...(await detectMediaType(path, claim)), size, sha256 };
	}

	/** Takes a file over for a message; durable when it resolves. */
	async keep(messageId: string, path: string): Promise<string> {
		await this.#folder.keep(messageId, path);
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
	async fileOf(message: MessageWithMedia): Promise<string> {
		const name = message.mediaFile ?? message.id;
		if ((await this.#folder.sizeOf(name)) !== null) return this.#folder.pathOf(name);
		const { content } = message;
		if (!content) throw new WaypostError('MEDIA_NOT_FOUND');
		let download = this.#downloads.get(name);
		if (!download) {
			download = this.#download(name, content).finally(() => this.#downloads.delete(name));
			this.#downloads.set(name, download);
		}
		return download;
	}

	async #download(name: string, content: Uint8Array): Promise<string> {
		const source = await this.#connector.downloadMedia(content);
		try {
			await this.#folder.write(name, source);
		} catch (cause) {
			if (cause instanceof WaypostError) throw cause;
			throw new WaypostError('MEDIA_DOWNLOAD_FAILED', undefined, { cause });
		}
		return this.#folder.pathOf(name);
	}
}

async function measure(path: string): Promise<{ size: number; sha256: string }> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		size += chunk.length;
		hash.update(chunk);
	}
	return { size, sha256: hash.digest('hex') };
}
