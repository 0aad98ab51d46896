import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { ulid } from 'ulid';
import { cleanFileName } from '../runtime/file-name.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { UploadedFile } from './route.js';
import { runParser } from './run-parser.js';

/** Limits of multipart/form-data, in the words of busboy. */
const LIMITS = {
	files: 1,
	fields: 20,
	fieldSize: 256 * 1024,
	fieldNameSize: 100,
	parts: 25,
	headerPairs: 100,
};
const PREFIX = 'upload-';

export interface UploadOptions {
	/** Made with mode 0700 when absent; what a crash left there is removed. */
	folder: string;
	/** Bytes. */
	maxFileSize: number;
}

export interface Upload {
	/** As they came: strings by name. */
	fields: unknown;
	file: UploadedFile;
}

/** Reads a form with a `file` part. When it throws, nothing of the form is left on the disk. */
export type ReadUpload = (request: Request, response: Response) => Promise<Upload>;

/** Passes chunks on, and knows their number of bytes and their hash at the end. */
class Digest {
	readonly #hash = createHash('sha256');
	size = 0;

	async *pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
		for await (const chunk of chunks) {
			this.#hash.update(chunk);
			this.size += chunk.length;
			yield chunk;
		}
	}

	sha256(): string {
		return this.#hash.digest('hex');
	}
}

/** Streams to a new file, so that the upload is never in memory. */
async function store(stream: Readable, path: string): Promise<{ size: number; sha256: string }> {
	const digest = new Digest();
	const handle = await open(path, 'wx', 0o600);
	const pass = (chunks: AsyncIterable<Buffer>) => digest.pass(chunks);
	await pipeline(stream, pass, handle.createWriteStream());
	return { size: digest.size, sha256: digest.sha256() };
}

const asError = (error: unknown): Error =>
	error instanceof Error ? error : new Error(String(error));

/** The files of one request. Multer forgets a file whose client went away: this remembers. */
class RequestStorage implements StorageEngine {
	readonly #folder: string;
	readonly #paths: string[] = [];
	readonly #writes: Promise<unknown>[] = [];
	file: UploadedFile | null = null;

	constructor(folder: string) {
		this.#folder = folder;
	}

	_handleFile(
		_request: Request,
		file: Express.Multer.File,
		callback: (error?: Error, info?: Partial<Express.Multer.File>) => void,
	): void {
		const path = join(this.#folder, PREFIX + ulid());
		this.#paths.push(path);
		const write = store(file.stream, path).then(
			(stored) => {
				const { originalname, mimetype } = file;
				const fileName = cleanFileName(originalname);
				this.file = { path, fileName, mimeType: mimetype || null, ...stored };
				callback(undefined, { path });
			},
			(error: unknown) => callback(asError(error)),
		);
		this.#writes.push(write);
	}

	/** All go together in {@link discard}. */
	_removeFile(_request: Request, _file: unknown, callback: (error: Error | null) => void): void {
		callback(null);
	}

	async discard(): Promise<void> {
		await Promise.all(this.#writes);
		await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
	}
}

function removeLeftovers(folder: string): void {
	for (const name of readdirSync(folder))
		if (name.startsWith(PREFIX)) rmSync(join(folder, name), { force: true });
}

const fileMissing = (): WaypostError =>
	new WaypostError('INVALID_REQUEST', 'The form has no `file` part with a file name.', {
		fields: [{ path: '/file', code: 'invalid_type', message: 'The `file` part is missing.' }],
	});

/** What multer says of a file over the limit does not name the limit. */
function withLimit(error: unknown, maxFileSize: number): unknown {
	if (!(error instanceof MulterError) || error.code !== 'LIMIT_FILE_SIZE') return error;
	return new WaypostError(
		'PAYLOAD_TOO_LARGE',
		`The file is larger than ${maxFileSize / (1024 * 1024)} MB, the most this daemon takes. WAYPOST_MAX_FILE_SIZE sets the limit.`,
		{ cause: error },
	);
}

/** Makes the reader of multipart/form-data, in which one part is the file `file`. */
export function createUploadReader({ folder, maxFileSize }: UploadOptions): ReadUpload {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	removeLeftovers(folder);
	const limits = { ...LIMITS, fileSize: maxFileSize };
	return async (request, response) => {
		const storage = new RequestStorage(folder);
		try {
			const parser = multer({ storage, limits, defParamCharset: 'utf8' }).single('file');
			await runParser(parser, request, response);
			if (!storage.file) throw fileMissing();
			// Multer's object of fields has no prototype; the spread gives it one.
			return { fields: { ...(request.body as object) }, file: storage.file };
		} catch (error) {
			await storage.discard();
			throw withLimit(error, maxFileSize);
		}
	};
}
