import type { IncomingMessage } from 'node:http';
import { sendGuarded } from '../outbound/guarded-request.js';
import type { OutboundGuard } from '../outbound/outbound-guard.js';
import type { Clock } from '../runtime/clock.js';
import { parseRetryAfter } from './retry-schedule.js';

export interface WebhookRequest {
	url: string;
	headers: Record<string, string>;
	body: string;
	/** Ends it early. */
	signal: AbortSignal;
}

/** What came back. */
export interface WebhookReply {
	/** Null when there was no answer. */
	status: number | null;
	/** Milliseconds the endpoint asked to be left alone. */
	retryAfter: number | null;
	/** Why it counts as failed, as a sentence; null after a 2xx. */
	error: string | null;
}

export interface WebhookRequesterOptions {
	guard: OutboundGuard;
	clock: Clock;
}

const TIMEOUT_MS = 15_000;
/** The rest of a longer answer is not waited for. */
const MAX_REPLY_BYTES = 64 * 1024;

const failed = (error: string): WebhookReply => ({ status: null, retryAfter: null, error });

function describe(status: number, location: string | undefined): string | null {
	if (status >= 200 && status < 300) return null;
	if (status < 300 || status >= 400) return `The endpoint answered ${status}.`;
	const where = location === undefined ? '' : ' Give the endpoint the address it redirects to.';
	return `The endpoint answered ${status}, and redirects are not followed.${where}`;
}

/** OpenSSL's and Node's codes for a certificate that is not to be trusted (nodejs.org/api/tls.html). */
const CERTIFICATE = /CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/;

/** Only the code or the words of the failure: a URL may hold a secret. */
function sentenceOf(error: unknown): string {
	const { name, code, message } = error as { name?: string; code?: string; message?: string };
	if (name === 'WaypostError') return message ?? '';
	if (CERTIFICATE.test(code ?? '')) {
		return `The certificate of the endpoint is not valid here (${code}). Correct it; for an authority of your own start the daemon with NODE_EXTRA_CA_CERTS=FILE.`;
	}
	return `The endpoint could not be reached (${code ?? message ?? 'unknown reason'}).`;
}

/** Reads what is polite to read and throws it away. Ends with the answer, its cap or the request. */
async function drain(response: IncomingMessage): Promise<void> {
	let size = 0;
	try {
		for await (const chunk of response) {
			size += (chunk as Buffer).length;
			if (size > MAX_REPLY_BYTES) break;
		}
	} catch {
		// The status has decided already.
	}
}

/**
 * Posts to webhook endpoints: one connection per request, redirects not followed, the whole exchange
 * within 15 s, certificates verified, and each address judged by the guard as it is connected to.
 */
export class WebhookRequester {
	readonly #options: WebhookRequesterOptions;

	constructor(options: WebhookRequesterOptions) {
		this.#options = options;
	}

	/** Never throws: whatever went wrong is in the reply. */
	async post(request: WebhookRequest): Promise<WebhookReply> {
		const timeout = new AbortController();
		const cancelTimeout = this.#options.clock.after(TIMEOUT_MS, () => timeout.abort());
		const signal = AbortSignal.any([request.signal, timeout.signal]);
		try {
			return await this.#exchange(request, signal);
		} catch (error) {
			if (timeout.signal.aborted) {
				return failed(`The endpoint did not answer within ${TIMEOUT_MS / 1000} seconds.`);
			}
			return failed(sentenceOf(error));
		} finally {
			cancelTimeout();
		}
	}

	async #exchange(
		{ url, headers, body }: WebhookRequest,
		signal: AbortSignal,
	): Promise<WebhookReply> {
		const response = await sendGuarded(this.#options, {
			url: new URL(url),
			method: 'POST',
			...{ headers, body, signal },
		});
		try {
			const { statusCode = 0 } = response;
			await drain(response);
			return {
				status: statusCode,
				retryAfter: parseRetryAfter(response.headers['retry-after'], this.#options.clock.now()),
				error: describe(statusCode, response.headers.location),
			};
		} finally {
			response.destroy();
		}
	}
}
