import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Clock } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { ConnectTimeout, sendGuarded } from './guarded-request.js';
import type { OutboundGuard } from './outbound-guard.js';

export interface GuardedFetchOptions {
	guard: OutboundGuard;
	clock: Clock;
	/** Of the daemon, for the User-Agent. */
	version: string;
}

/** An answer with status 2xx. */
export interface FetchReply {
	/** Where it came from in the end. */
	url: URL;
	headers: IncomingHttpHeaders;
	/** Not compressed. */
	body: Readable;
}

const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Fetches what users point to. Each step of a redirect is judged like the first, at most three are
 * followed, and none from https to http.
 */
export class GuardedFetch {
	readonly #options: GuardedFetchOptions;

	constructor(options: GuardedFetchOptions) {
		this.#options = options;
	}

	/**
	 * @param read - reads the body; the connection ends with it. What it throws as a WaypostError is
	 * passed on.
	 * @param timeoutMs - for everything, the body included.
	 * @throws WaypostError URL_BLOCKED, URL_FETCH_FAILED, URL_FETCH_TIMEOUT. Their words name the host
	 * and not the URL: its path may hold a secret.
	 */
	async get<T>(
		url: URL,
		{ accept, timeoutMs }: { accept: string; timeoutMs: number },
		read: (reply: FetchReply) => Promise<T>,
	): Promise<T> {
		const timeout = new AbortController();
		const cancelTimeout = this.#options.clock.after(timeoutMs, () => timeout.abort());
		try {
			return await this.#follow(url, accept, timeout.signal, read);
		} catch (error) {
			if (timeout.signal.aborted) throw timedOut(url, `within ${timeoutMs / 1000} seconds`, error);
			if (error instanceof WaypostError) throw error;
			if (error instanceof ConnectTimeout) {
				throw timedOut(url, `to a call within ${CONNECT_TIMEOUT_MS / 1000} seconds`, error);
			}
			const { code, message } = error as { code?: string; message?: string };
			throw failed(url, `could not be reached (${code ?? message ?? 'unknown reason'})`, error);
		} finally {
			cancelTimeout();
		}
	}

	async #follow<T>(
		first: URL,
		accept: string,
		signal: AbortSignal,
		read: (reply: FetchReply) => Promise<T>,
	): Promise<T> {
		let url = first;
		for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
			const response = await this.#request(url, accept, signal);
			try {
				if (!REDIRECTS.has(response.statusCode ?? 0)) {
					assertUsable(url, response);
					return await read({ url, headers: response.headers, body: response });
				}
				url = nextUrl(url, response.headers.location);
			} finally {
				response.destroy();
			}
		}
		throw failed(url, `redirected more than ${MOST_REDIRECTS} times`);
	}

	#request(url: URL, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
		const { version } = this.#options;
		return sendGuarded(this.#options, {
			url,
			method: 'GET',
			headers: { accept, 'user-agent': `Waypost/${version}` },
			signal,
			connectTimeoutMs: CONNECT_TIMEOUT_MS,
		});
	}
}

function assertUsable(url: URL, { statusCode = 0, headers }: IncomingMessage): void {
	if (statusCode < 200 || statusCode > 299) throw failed(url, `answered with HTTP ${statusCode}`);
	const encoding = headers['content-encoding'] ?? 'identity';
	if (encoding !== 'identity') {
		throw failed(url, `answered with a compressed body (${encoding.slice(0, 20)}) unasked`);
	}
}

function nextUrl(from: URL, location: string | undefined): URL {
	const next = location === undefined ? null : URL.parse(location, from.href);
	if (!next) throw failed(from, 'redirected to no address');
	if (from.protocol === 'https:' && next.protocol !== 'https:') {
		throw failed(from, 'redirected from https to http, which is not followed');
	}
	return next;
}

const failed = ({ host }: URL, what: string, cause?: unknown): WaypostError =>
	new WaypostError(
		'URL_FETCH_FAILED',
		`${host} ${what}. Check that the URL answers with the file and needs no login.`,
		{ cause },
	);

const timedOut = ({ host }: URL, when: string, cause: unknown): WaypostError =>
	new WaypostError(
		'URL_FETCH_TIMEOUT',
		`${host} did not answer ${when}. Check the URL, or upload the file.`,
		{ cause },
	);
