import { PassThrough, Readable, pipeline, type Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Baileys } from './baileys.js';
import { mediaDecipher } from './media-cipher.js';
import { mediaPartOf, type MediaPart } from './media-part.js';
import { unwrap } from './message-envelope.js';
import type { WhatsAppServer } from './sandbox-trust.js';

const DEFAULT_HOST = 'mmg.whatsapp.net';
/** To the first byte of the answer. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface MediaDownloadOptions {
	baileys: Baileys;
	server: WhatsAppServer;
	/** The encoded `proto.Message`. */
	content: Uint8Array;
}

/**
 * Fetches the media of a message and decrypts it on the way.
 *
 * The address comes from whoever wrote the message, so it is used only where it leads to WhatsApp (or
 * to the sandbox); redirects are not followed.
 *
 * @throws WaypostError MEDIA_NOT_FOUND, MEDIA_EXPIRED, MEDIA_DOWNLOAD_FAILED; the stream ends with the
 * last of them when it breaks off or does not match its MAC.
 */
export async function downloadMedia({
	baileys,
	server,
	content,
}: MediaDownloadOptions): Promise<Readable> {
	const found = mediaPartOf(unwrap(baileys.proto.Message.decode(content)));
	if (!found?.part.mediaKey?.length) throw new WaypostError('MEDIA_NOT_FOUND');
	const body = await fetchMedia(mediaUrl(found.part, server));
	const keys = await baileys.getMediaKeys(found.part.mediaKey, found.type);
	return plainOf(body, mediaDecipher(keys));
}

/** `pipeline` would end the last stream with the raw error, so the reader gets one of its own. */
function plainOf(body: Readable, decipher: Transform): Readable {
	const plain = new PassThrough();
	pipeline(body, decipher, (error) => {
		if (error) plain.destroy(failed('The file could not be read to its end. Try again.', error));
	});
	decipher.pipe(plain);
	plain.once('close', () => decipher.destroy());
	return plain;
}

/** @throws WaypostError MEDIA_NOT_FOUND when the message leads nowhere we may go. */
export function mediaUrl({ directPath, url }: MediaPart, server: WhatsAppServer): URL {
	const named = url && URL.canParse(url) ? new URL(url) : null;
	const trusted = named !== null && isTrusted(named, server);
	const base = trusted ? named.origin : originOf(server);
	const path = directPath || (trusted ? `${named.pathname}${named.search}` : null);
	const target = path?.startsWith('/') && URL.canParse(path, base) ? new URL(path, base) : null;
	if (!target || !isTrusted(target, server)) throw new WaypostError('MEDIA_NOT_FOUND');
	return target;
}

const originOf = (server: WhatsAppServer): string =>
	`https://${server.mode === 'sandbox' ? new URL(server.url).host : DEFAULT_HOST}`;

function isTrusted({ protocol, hostname, host, port }: URL, server: WhatsAppServer): boolean {
	if (protocol !== 'https:') return false;
	if (server.mode === 'sandbox') return host === new URL(server.url).host;
	return hostname.endsWith('.whatsapp.net') && port === '';
}

async function fetchMedia(url: URL): Promise<Readable> {
	const abort = new AbortController();
	const timer = setTimeout(() => abort.abort(), ANSWER_TIMEOUT_MS);
	try {
		const response = await fetch(url, {
			headers: { Origin: 'https://web.whatsapp.com' },
			redirect: 'error',
			signal: abort.signal,
		});
		await assertFound(response);
		return Readable.fromWeb(response.body as ReadableStream);
	} catch (error) {
		if (error instanceof WaypostError) throw error;
		throw failed('WhatsApp did not send the file. Try again in a moment.', error);
	} finally {
		clearTimeout(timer);
	}
}

async function assertFound({ ok, status, body }: Response): Promise<void> {
	if (ok && body) return;
	await body?.cancel();
	if (status === 404 || status === 410) throw new WaypostError('MEDIA_EXPIRED');
	throw new WaypostError(
		'MEDIA_DOWNLOAD_FAILED',
		`WhatsApp answered with HTTP ${status} in place of the file. Try again in a moment.`,
		{ upstreamCode: status },
	);
}

const failed = (detail: string, cause: unknown): WaypostError =>
	new WaypostError('MEDIA_DOWNLOAD_FAILED', detail, { cause });
