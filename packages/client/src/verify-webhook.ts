import type { WaypostEvent } from '@waypost/contract';
import { WaypostError } from './errors.js';

/** The headers of a request, as Fetch or Node has them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | string[] | undefined>>;

export interface VerifyWebhookOptions {
	/** How far the time of the request may be from now. Default: 300, five minutes. */
	toleranceSeconds?: number;
}

const DEFAULT_TOLERANCE_S = 300;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

const refuse = (why: string): never => {
	throw new WaypostError('INVALID_WEBHOOK', why);
};

function headerOf(headers: WebhookHeaders, name: string): string {
	const value =
		headers instanceof Headers
			? headers.get(name)
			: Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
	return typeof value === 'string' ? value : refuse(`The request has no header ${name}.`);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
	try {
		return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
	} catch {
		return null;
	}
}

function importSecret(secret: string): Promise<CryptoKey> {
	const key = fromBase64(secret.replace(/^whsec_/, ''));
	if (key === null || key.length === 0) {
		return refuse('The secret is not one of a webhook endpoint. Copy it again: whsec_…');
	}
	return crypto.subtle.importKey('raw', key, HMAC, false, ['verify']);
}

function checkTime(timestamp: string, toleranceSeconds: number): void {
	const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : NaN;
	if (Math.abs(Date.now() / 1000 - seconds) <= toleranceSeconds) return;
	refuse('The request is too old, or the clock of this machine is wrong.');
}

/**
 * Checks that a webhook came from the daemon: the signature over exactly the bytes that came, and the
 * time (Standard Webhooks 1.0). Events come at least once: skip a `webhook-id` that was seen before.
 *
 * @param rawBody - the body as it came; parsed and written again it has another signature.
 * @param secret - `whsec_…`, from the answer that created or rotated the endpoint.
 * @returns the event.
 * @throws WaypostError `INVALID_WEBHOOK`
 */
export async function verifyWebhook(
	headers: WebhookHeaders,
	rawBody: string | Uint8Array,
	secret: string,
	{ toleranceSeconds = DEFAULT_TOLERANCE_S }: VerifyWebhookOptions = {},
): Promise<WaypostEvent> {
	const timestamp = headerOf(headers, 'webhook-timestamp');
	const prefix = `${headerOf(headers, 'webhook-id')}.${timestamp}.`;
	checkTime(timestamp, toleranceSeconds);
	const body = typeof rawBody === 'string' ? rawBody : new TextDecoder().decode(rawBody);
	const content = new TextEncoder().encode(prefix + body);
	const key = await importSecret(secret);
	for (const signature of headerOf(headers, 'webhook-signature').split(' ')) {
		const bytes = signature.startsWith('v1,') ? fromBase64(signature.slice(3)) : null;
		// WebCrypto compares in constant time.
		if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, content))) {
			return JSON.parse(body) as WaypostEvent;
		}
	}
	return refuse('No signature of the request fits the secret. Was the body changed on its way?');
}
