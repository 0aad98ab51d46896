import type { Readable } from 'node:stream';
import type { FetchReply, GuardedFetch } from '../outbound/guarded-fetch.js';
import { cleanFileName } from '../runtime/file-name.js';

/** Everything together: name, connection, redirects and the last byte. */
const TIMEOUT_MS = 30_000;

/** A file on its way from a URL. */
export interface FileFromUrl {
	body: Readable;
	/** By Content-Disposition, else the last part of the path. */
	fileName: string | null;
	/** As the server claims it. */
	mimeType: string | null;
}

/**
 * Fetches a file that a caller named by its URL.
 *
 * @throws WaypostError URL_BLOCKED, URL_FETCH_FAILED, URL_FETCH_TIMEOUT
 */
export const fetchFile = <T>(
	fetcher: GuardedFetch,
	url: string,
	use: (file: FileFromUrl) => Promise<T>,
): Promise<T> =>
	fetcher.get(new URL(url), { accept: '*/*', timeoutMs: TIMEOUT_MS }, (reply) =>
		use({ body: reply.body, fileName: nameOf(reply), mimeType: typeOf(reply) }),
	);

export function nameOf({ url, headers }: Pick<FetchReply, 'url' | 'headers'>): string | null {
	const given = dispositionName(headers['content-disposition'] ?? '');
	return cleanFileName(given ?? decoded(url.pathname.split('/').at(-1) ?? ''));
}

/** RFC 6266: `filename*` with its encoding wins over `filename`. */
function dispositionName(header: string): string | null {
	const encoded = /filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
	if (encoded !== undefined) return decoded(encoded);
	const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
	if (quoted !== undefined) return fromLatin1(quoted.replace(/\\(.)/g, '$1'));
	const bare = /filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1];
	return bare === undefined ? null : fromLatin1(bare);
}

/** Servers put UTF-8 there although Node, by the book, reads Latin-1. */
function fromLatin1(text: string): string {
	const utf8 = Buffer.from(text, 'latin1').toString('utf8');
	return utf8.includes('\ufffd') ? text : utf8;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function typeOf({ headers }: Pick<FetchReply, 'headers'>): string | null {
	const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
	const isTelling = /^[\w.+-]+\/[\w.+-]+$/.test(type) && type !== 'application/octet-stream';
	return isTelling ? type.slice(0, 200) : null;
}
