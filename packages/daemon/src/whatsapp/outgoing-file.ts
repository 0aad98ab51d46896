import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { AnyMessageContent, proto } from './baileys.js';
import { SendError, type OutgoingFile } from './whatsapp-connection.js';

/** Pixels. A bitmap of this size takes 160 MB while its thumbnail is made; larger ones are refused. */
const MAX_PIXELS = 40e6;
/** The longer side of a thumbnail, as it travels inside the encrypted message. */
const THUMBNAIL_SIDE = 72;

/**
 * A file as Baileys takes it: as a stream, never as a path or URL. Baileys fetches those, from
 * wherever they point (`Utils/messages-media.js`, getStream).
 *
 * @throws SendError MEDIA_INVALID for a file that is gone, empty, or not the image it is sent as.
 */
export async function toBaileysContent(file: OutgoingFile): Promise<AnyMessageContent> {
	await assertReadable(file.path);
	return CONTENT_OF_KIND[file.kind](file);
}

/** Takes off what only kept Baileys from making it itself. */
export function withoutPlaceholders(message: proto.IMessage): void {
	const { videoMessage, audioMessage } = message;
	if (videoMessage && !videoMessage.jpegThumbnail?.length) delete videoMessage.jpegThumbnail;
	if (audioMessage && !audioMessage.waveform?.length) delete audioMessage.waveform;
}

const CONTENT_OF_KIND: Record<
	OutgoingFile['kind'],
	(file: OutgoingFile) => AnyMessageContent | Promise<AnyMessageContent>
> = {
	image: async (file) => {
		const { width, height, jpegThumbnail } = await describeImage(file.path);
		return { width, height, jpegThumbnail, image: streamOf(file), ...captionAndType(file) };
	},
	// Without a thumbnail here Baileys runs ffmpeg through a shell; the empty one is taken off again.
	video: (file) => ({
		video: streamOf(file),
		jpegThumbnail: Buffer.from(file.thumbnail ?? []).toString('base64'),
		...captionAndType(file),
	}),
	// Without seconds here Baileys reads the whole file in this thread to count them.
	audio: (file) => ({
		audio: streamOf(file),
		mimetype: file.mimeType,
		seconds: file.seconds ?? 0,
	}),
	// Without a waveform here Baileys decodes the file in this thread; the empty one is taken off again.
	'voice-note': (file) => ({
		audio: streamOf(file),
		mimetype: file.mimeType,
		ptt: true,
		waveform: file.waveform ?? Buffer.of(),
		...(file.seconds === null ? {} : { seconds: Math.max(1, Math.round(file.seconds)) }),
	}),
	sticker: async (file) => {
		const { width, height, isAnimated } = await describeImage(file.path);
		return { sticker: streamOf(file), mimetype: file.mimeType, width, height, isAnimated };
	},
	document: (file) => ({
		document: streamOf(file),
		fileName: file.fileName ?? 'file',
		...captionAndType(file),
	}),
};

/**
 * The file is opened when Baileys reads it: one that is opened before would stay open when Baileys
 * never gets there, and its error would have no listener yet.
 */
const streamOf = ({ path }: OutgoingFile) => ({
	stream: Readable.from(readFile(path), { objectMode: false }),
});

async function* readFile(path: string): AsyncGenerator<Buffer> {
	yield* createReadStream(path);
}

const captionAndType = ({ caption, mimeType }: OutgoingFile) => ({
	mimetype: mimeType,
	...(caption === null ? {} : { caption }),
});

async function assertReadable(path: string): Promise<void> {
	const file = await stat(path).catch((cause: unknown) => {
		throw invalid('The file to send is no longer there. Send it again.', cause);
	});
	if (file.size === 0) throw invalid('The file to send is empty. Check the file.');
}

interface ImageDescription {
	width: number;
	height: number;
	jpegThumbnail: string;
	isAnimated: boolean;
}

/** Size as shown, and a small JPEG: every image is decoded once here, so a broken one fails here. */
async function describeImage(path: string): Promise<ImageDescription> {
	const { default: sharp } = await import('sharp');
	try {
		const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
		const { autoOrient, pages = 1 } = await image.metadata();
		const thumbnail = await image
			.autoOrient()
			.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
			.flatten({ background: '#ffffff' })
			.jpeg({ quality: 50 })
			.toBuffer();
		const jpegThumbnail = thumbnail.toString('base64');
		return { ...autoOrient, jpegThumbnail, isAnimated: pages > 1 };
	} catch (cause) {
		throw invalid(
			'The file is not an image that can be read, or has more than 40 million pixels. Check the file, or send it as a document.',
			cause,
		);
	}
}

const invalid = (message: string, cause?: unknown): SendError =>
	new SendError(message, { mayHaveLeft: false, permanent: 'MEDIA_INVALID', cause });
