import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import type { MediaFolder } from './media-folder.js';

/** What of a message its media can be found by. */
export interface MessageWithMedia {
	id: string;
	sessionId: string;
	mediaFile: string | null;
	/** The encoded `proto.Message`. */
	content: Uint8Array | null;
	/** As its sender announced the file. */
	attachment: { size: number | null; sha256: string | null } | null;
}

export interface MediaDownloadsOptions {
	folder: MediaFolder;
	connector: Pick<WhatsAppConnector, 'downloadMedia'>;
	/**
	 * Asks the phone to upload a file again, and stores the message with its new place.
	 *
	 * @returns the encoded message.
	 * @throws WaypostError MEDIA_EXPIRED
	 */
	requestReupload: (message: MessageWithMedia) => Promise<Uint8Array>;
	/** Called with the name of a file that was fetched. */
	onFetched: (name: string) => void;
	clock: Clock;
}

/** Fetches files from WhatsApp when they are asked for, each once. */
export class MediaDownloads {
	readonly #options: MediaDownloadsOptions;
	readonly #running = new Map<string, Promise<string>>();

	constructor(options: MediaDownloadsOptions) {
		this.#options = options;
	}

	/**
	 * The file of a message: ours, or fetched, checked against what was announced, and kept.
	 *
	 * @returns an absolute path.
	 * @throws WaypostError MEDIA_NOT_FOUND, MEDIA_EXPIRED, MEDIA_DOWNLOAD_FAILED
	 */
	async fileOf(message: MessageWithMedia): Promise<string> {
		const name = message.mediaFile ?? message.id;
		return this.#running.get(name) ?? this.#start(name, message);
	}

	/** Removes the file of a message that was deleted for everyone, also one that is just being fetched. */
	async forget(messageId: string): Promise<void> {
		await this.#running.get(messageId)?.catch(() => {});
		await rm(this.#options.folder.pathOf(messageId), { force: true }).catch(() => {});
	}

	#start(name: string, message: MessageWithMedia): Promise<string> {
		const download = this.#provide(name, message).finally(() => this.#running.delete(name));
		this.#running.set(name, download);
		return download;
	}

	async #provide(name: string, message: MessageWithMedia): Promise<string> {
		const { folder, clock } = this.#options;
		if ((await folder.sizeOf(name)) === null) return this.#download(name, message);
		await folder.touch(name, clock.now());
		return folder.pathOf(name);
	}

	async #download(name: string, message: MessageWithMedia): Promise<string> {
		const { folder, onFetched } = this.#options;
		if (!message.content) throw new WaypostError('MEDIA_NOT_FOUND');
		const source = await this.#open(message, message.content);
		try {
			await folder.write(name, checked(source, message.attachment));
		} catch (cause) {
			if (cause instanceof WaypostError) throw cause;
			throw new WaypostError('MEDIA_DOWNLOAD_FAILED', undefined, { cause });
		}
		onFetched(name);
		return folder.pathOf(name);
	}

	/** WhatsApp keeps files for some weeks; the phone that has it uploads it again when it is asked. */
	async #open(message: MessageWithMedia, content: Uint8Array): Promise<Readable> {
		const { connector, requestReupload } = this.#options;
		try {
			return await connector.downloadMedia(content);
		} catch (error) {
			if (!(error instanceof WaypostError) || error.code !== 'MEDIA_EXPIRED') throw error;
			return connector.downloadMedia(await requestReupload(message));
		}
	}
}

/** Ends with an error when the bytes are not those the message announced. */
async function* checked(
	source: AsyncIterable<Buffer>,
	announced: MessageWithMedia['attachment'],
): AsyncGenerator<Buffer> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of source) {
		hash.update(chunk);
		size += chunk.length;
		yield chunk;
	}
	const sha256 = announced?.sha256 ?? null;
	// Some clients announce a wrong size; the hash decides where there is one.
	const fits = sha256 === null ? size === (announced?.size ?? size) : hash.digest('hex') === sha256;
	if (fits) return;
	throw new WaypostError(
		'MEDIA_DOWNLOAD_FAILED',
		'The file is not the one its message announced. Ask the sender to send it again.',
	);
}
