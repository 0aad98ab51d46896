import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { AnyMessageContent } from './baileys.js';
import { SendError, type OutgoingContent } from './whatsapp-connection.js';

type OutgoingFile = Exclude<OutgoingContent, { kind: 'text' }>;

/** Pixels. A bitmap of this size takes 160 MB while its thumbnail is made; larger ones are refused. */
const MAX_PIXELS = 40e6;
/** The longer side of a thumbnail, as it travels inside the encrypted message. */
const THUMBNAIL_SIDE = 72;

/**
 * Our content as Baileys takes it. Files go in as streams, never as a path or URL: Baileys fetches
 * those, from wherever they point (`Utils/messages-media.js`, getStream). No link preview either:
 * text could make the daemon fetch pages.
 *
 * @throws SendError MEDIA_INVALID for a file that is gone, empty, or not the image it is sent as.
 */
export async function toBaileysContent(content: OutgoingContent): Promise<AnyMessageContent> {
	if (content.kind === 'text') return { text: content.text, linkPreview: null };
	await assertReadable(content.path);
	return CONTENT_OF_KIND[content.kind](content);
}

const CONTENT_OF_KIND: Record<
	OutgoingFile['kind'],
	(file: OutgoingFile) => AnyMessageContent | Promise<AnyMessageContent>
> = {
	image: async (file) => ({
		...(await describeImage(file.path)),
		image: streamOf(file),
		...captionAndType(file),
	}),
	// Without a thumbnail here Baileys runs ffmpeg through a shell; the empty one is taken off again.
	video: (file) => ({ video: streamOf(file), jpegThumbnail: '', ...captionAndType(file) }),
	audio: (file) => ({ audio: streamOf(file), mimetype: file.mimeType }),
	'voice-note': (file) => ({ audio: streamOf(file), mimetype: file.mimeType, ptt: true }),
	sticker: async (file) => {
		const { width, height } = await describeImage(file.path);
		return { sticker: streamOf(file), mimetype: file.mimeType, width, height };
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

/** Size as shown, and a small JPEG: every image is decoded once here, so a broken one fails here. */
async function describeImage(
	path: string,
): Promise<{ width: number; height: number; jpegThumbnail: string }> {
	const { default: sharp } = await import('sharp');
	try {
		const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
		const { autoOrient } = await image.metadata();
		const thumbnail = await image
			.autoOrient()
			.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
			.flatten({ background: '#ffffff' })
			.jpeg({ quality: 50 })
			.toBuffer();
		return { ...autoOrient, jpegThumbnail: thumbnail.toString('base64') };
	} catch (cause) {
		throw invalid(
			'The file is not an image that can be read, or has more than 40 million pixels. Check the file, or send it as a document.',
			cause,
		);
	}
}

const invalid = (message: string, cause?: unknown): SendError =>
	new SendError(message, { mayHaveLeft: false, permanent: 'MEDIA_INVALID', cause });
