import type { FetchReply, GuardedFetch } from '../outbound/guarded-fetch.js';
import type { LinkPreview } from '../whatsapp/whatsapp-connection.js';
import { describePage } from './page-description.js';

/** For the page and its picture together. */
const TIMEOUT_MS = 5_000;
const MAX_PAGE_BYTES = 1024 * 1024;
const MAX_IMAGE_BYTES = 2 * 1024 * 1024;
const MAX_PIXELS = 40e6;
/** The longer side of the thumbnail, which travels inside the message. */
const THUMBNAIL_SIDE = 300;

/** Up to white space, quotes and brackets; what ends a sentence does not belong to the link. */
const LINK = /https?:\/\/[^\s<>"'`{}|\\^]+/i;
const END_OF_SENTENCE = /[.,:;!?)\]]+$/;

/** The first link of a text, as written; null when there is none. */
export function firstLink(text: string): string | null {
	const link = LINK.exec(text)?.[0].replace(END_OF_SENTENCE, '');
	return link !== undefined && URL.canParse(link) ? link : null;
}

/**
 * What the first link of a text leads to. It adds to a message and never stands in its way.
 *
 * @returns null when there is no link, the page may not be called, does not answer within 5 s, or has
 * no title.
 */
export async function fetchLinkPreview(
	fetcher: GuardedFetch,
	text: string,
): Promise<LinkPreview | null> {
	const link = firstLink(text);
	if (link === null) return null;
	const endsAt = performance.now() + TIMEOUT_MS;
	try {
		const page = await readPage(fetcher, link);
		const { title = null, description = null } = page ?? {};
		if (page === null || title === null) return null;
		const timeoutMs = endsAt - performance.now();
		const thumbnail = await fetchThumbnail(fetcher, page.image, timeoutMs).catch(() => null);
		return { url: link, title, description, thumbnail };
	} catch {
		return null;
	}
}

const readPage = (fetcher: GuardedFetch, link: string) =>
	fetcher.get(new URL(link), { accept: 'text/html', timeoutMs: TIMEOUT_MS }, async (reply) => {
		if (!/^(text\/html|application\/xhtml\+xml)/i.test(reply.headers['content-type'] ?? '')) {
			return null;
		}
		const html = await readStart(reply, MAX_PAGE_BYTES);
		const page = describePage(new TextDecoder(charsetOf(reply, html)).decode(html.bytes));
		const image = page.image === null ? null : URL.parse(page.image, reply.url.href);
		return { ...page, image };
	});

/** The first bytes, and whether that is all. */
async function readStart(
	{ body }: FetchReply,
	most: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of body as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > most) return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: false };
	}
	return { bytes: Buffer.concat(chunks), isWhole: true };
}

/** By the header, else by the page itself; UTF-8 when neither names one that is known. */
function charsetOf({ headers }: FetchReply, { bytes }: { bytes: Buffer }): string {
	const inHeader = /charset=["']?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1];
	const inPage = /<meta[^>]+charset=["']?([\w-]+)/i.exec(bytes.toString('latin1', 0, 4096))?.[1];
	const charset = inHeader ?? inPage ?? 'utf-8';
	try {
		return new TextDecoder(charset).encoding;
	} catch {
		return 'utf-8';
	}
}

async function fetchThumbnail(
	fetcher: GuardedFetch,
	url: URL | null,
	timeoutMs: number,
): Promise<Uint8Array | null> {
	if (url === null || timeoutMs <= 0) return null;
	const { bytes, isWhole } = await fetcher.get(url, { accept: 'image/*', timeoutMs }, (reply) =>
		readStart(reply, MAX_IMAGE_BYTES),
	);
	return isWhole ? drawThumbnail(bytes) : null;
}

/** Only formats that are pixels and nothing else: an SVG could name further files. */
async function drawThumbnail(bytes: Buffer): Promise<Uint8Array | null> {
	const { fileTypeFromBuffer } = await import('file-type');
	const type = await fileTypeFromBuffer(bytes);
	if (!/^image\/(jpeg|png|webp|gif)$/.test(type?.mime ?? '')) return null;
	const { default: sharp } = await import('sharp');
	return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
		.timeout({ seconds: 5 })
		.autoOrient()
		.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
		.flatten({ background: '#ffffff' })
		.jpeg({ quality: 70 })
		.toBuffer();
}
