import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { WaypostError } from '../runtime/waypost-error.js';
import { assertFileName } from '../runtime/file-name.js';
import type { Ffmpeg } from './ffmpeg.js';
import { assertImage, toSticker } from './image-check.js';
import { assertSize } from './media-limits.js';
import { detectMediaType, type MediaClaim, type MediaType } from './media-type.js';
import { secondsOf } from './recording-length.js';
import { drawThumbnail } from './video-thumbnail.js';
import { toVoiceNote, VOICE_NOTE_TYPE } from './voice-note.js';

/** A file as it will be sent. */
export interface ExaminedFile extends MediaType {
	/** Bytes. */
	size: number;
	/** Lower-case hex. */
	sha256: string;
	/** Of a voice note, a recording or a film, in whole seconds; null when it is not known. */
	seconds: number | null;
	/** Of a voice note: 64 values from 0 to 100; null when there was no ffmpeg to listen. */
	waveform: Uint8Array | null;
	/** Of a film: a small JPEG of its first picture; null when there was no ffmpeg to draw it. */
	thumbnail: Uint8Array | null;
}

/** What the sender of a file says about it. */
export interface FileClaim extends MediaClaim {
	/** Shown as it is, or refused. */
	fileName?: string | null | undefined;
}

export interface MediaExaminerOptions {
	ffmpeg: Ffmpeg;
	/** Bytes, of any file. */
	maxFileSize: number;
}

/** Finds out what a file is, whether it can be sent, and makes of it what its kind needs. */
export class MediaExaminer {
	readonly #options: MediaExaminerOptions;

	constructor(options: MediaExaminerOptions) {
		this.#options = options;
	}

	/**
	 * Checks a file, and converts it in place where its kind asks for another format (voice notes,
	 * stickers).
	 *
	 * @param path - absolute path of a file that is ours.
	 * @throws WaypostError MEDIA_INVALID, PAYLOAD_TOO_LARGE, FFMPEG_MISSING, INVALID_REQUEST for its name.
	 */
	async examine(path: string, claim: FileClaim): Promise<ExaminedFile> {
		if (claim.fileName) assertFileName(claim.fileName);
		const source = await measure(path);
		if (source.size === 0) throw new WaypostError('MEDIA_INVALID', 'The file is empty.');
		const type = await detectMediaType(path, claim);
		assertSize(source.size, type.kind, this.#options.maxFileSize);
		const { changes, ...shape } = await this.#shape(path, type);
		const { size, sha256 } = changes ? await measure(path) : source;
		return { seconds: null, waveform: null, thumbnail: null, ...type, ...shape, size, sha256 };
	}

	async #shape(path: string, { kind, mimeType }: MediaType): Promise<Shape> {
		const { ffmpeg } = this.#options;
		const input = { path, mimeType };
		switch (kind) {
			case 'image':
				await assertImage(path);
				return { changes: false };
			case 'sticker':
				await toSticker(path);
				return { changes: true, mimeType: 'image/webp', extension: 'webp' };
			case 'voice-note': {
				const recording = await toVoiceNote(ffmpeg, input);
				return { changes: true, mimeType: VOICE_NOTE_TYPE, extension: 'ogg', ...recording };
			}
			case 'audio':
				return { changes: false, seconds: await secondsOf(ffmpeg, input) };
			case 'video': {
				const thumbnail = await drawThumbnail(ffmpeg, input);
				return { changes: false, seconds: await secondsOf(ffmpeg, input), thumbnail };
			}
			case 'document':
				return { changes: false };
		}
	}
}

interface Shape extends Partial<ExaminedFile> {
	/** The bytes may have changed. */
	changes: boolean;
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
