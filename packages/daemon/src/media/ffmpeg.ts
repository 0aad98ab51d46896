import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { WaypostError } from '../runtime/waypost-error.js';

export interface FfmpegOptions {
	/** Name or path of the program, from WAYPOST_FFMPEG. */
	command: string;
}

/** A file whose type is known by its content. */
export interface FfmpegInput {
	path: string;
	mimeType: string;
}

/** ffmpeg's name for the container of each type; nothing else is handed to it. */
const FORMATS: Readonly<Record<string, string>> = {
	'audio/mpeg': 'mp3',
	'audio/mp4': 'mov',
	'audio/x-m4a': 'mov',
	'audio/aac': 'aac',
	'audio/amr': 'amr',
	'audio/ogg': 'ogg',
	'audio/wav': 'wav',
	'audio/webm': 'matroska',
	'video/webm': 'matroska',
	'audio/flac': 'flac',
	'audio/x-flac': 'flac',
	'video/mp4': 'mov',
	'video/3gpp': 'mov',
	'video/quicktime': 'mov',
};

const TIMEOUT_MS = 60_000;
/** At once; more wait for their turn. */
const MOST_AT_ONCE = 2;
/** Of its words, the end says what is wrong. */
const MAX_WORDS = 2_000;

const DISK_FULL = 'No space left on device';

/**
 * Files come from strangers, so ffmpeg reads that one file in that one format: a playlist or a film
 * with references would make it open others.
 */
const SAFE = [
	...['-nostdin', '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe'],
	...['-max_pixels', '40000000'],
];

/** Runs ffmpeg without a shell, for a limited time, two at once. */
export class Ffmpeg {
	readonly #command: string;
	readonly #running = new Set<ChildProcess>();
	readonly #waiting: (() => void)[] = [];
	#slots = MOST_AT_ONCE;
	#isClosed = false;

	constructor({ command }: FfmpegOptions) {
		this.#command = command;
	}

	/**
	 * @param output - arguments after the input.
	 * @param read - reads what ffmpeg writes to its standard output, to the end.
	 * @throws WaypostError FFMPEG_MISSING, MEDIA_INVALID when it cannot read the file.
	 */
	async run<T>(
		input: FfmpegInput,
		output: readonly string[],
		read: (stdout: Readable) => Promise<T>,
	): Promise<T> {
		await this.#turn();
		try {
			return await this.#run([...argumentsOf(input), ...output], read);
		} finally {
			this.#slots += 1;
			this.#waiting.shift()?.();
		}
	}

	/** Ends what runs. May be called twice. */
	async close(): Promise<void> {
		this.#isClosed = true;
		const ended = [...this.#running].map((child) => once(child, 'close'));
		for (const child of this.#running) child.kill('SIGKILL');
		await Promise.all(ended);
	}

	async #turn(): Promise<void> {
		while (this.#slots === 0) {
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
		this.#slots -= 1;
	}

	async #run<T>(args: readonly string[], read: (stdout: Readable) => Promise<T>): Promise<T> {
		if (this.#isClosed) throw new WaypostError('SHUTTING_DOWN');
		const child = spawn(this.#command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
		this.#running.add(child);
		let words = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			words = (words + text).slice(-MAX_WORDS);
		});
		const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
		try {
			const [result, exit] = await Promise.all([read(child.stdout), exitOf(child)]);
			if (exit !== 0) throw this.#unreadable(words);
			return result;
		} finally {
			clearTimeout(timer);
			this.#running.delete(child);
		}
	}

	#unreadable(words: string): WaypostError {
		if (this.#isClosed) return new WaypostError('SHUTTING_DOWN');
		if (words.includes(DISK_FULL)) return new WaypostError('STORAGE_FULL');
		return new WaypostError(
			'MEDIA_INVALID',
			'ffmpeg cannot read the file, or needs more than a minute for it. Check the file, or send it as a document.',
			{ cause: new Error(words) },
		);
	}
}

function argumentsOf({ path, mimeType }: FfmpegInput): string[] {
	const format = FORMATS[mimeType];
	if (format === undefined) throw new Error(`ffmpeg is not to read ${mimeType}.`);
	return [...SAFE, '-f', format, '-i', `file:${path}`];
}

/** The exit code; null after a signal. */
function exitOf(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve, reject) => {
		child.once('error', (cause: NodeJS.ErrnoException) => {
			if (cause.code === 'ENOENT' || cause.code === 'EACCES') {
				reject(new WaypostError('FFMPEG_MISSING', undefined, { cause }));
			} else reject(cause);
		});
		child.once('close', resolve);
	});
}
