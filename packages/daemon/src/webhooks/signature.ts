import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** A new secret: `whsec_` and the base64 of 32 random bytes (Standard Webhooks 1.0, "Signature scheme"). */
export const generateSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** Whether the text is `whsec_` and the base64 of 24 to 64 bytes. */
export function isSecret(text: string): boolean {
	if (!text.startsWith(PREFIX)) return false;
	const key = keyOf(text);
	const isBase64 = key.toString('base64').replace(/=+$/, '') === bare(text).replace(/=+$/, '');
	return isBase64 && key.length >= MIN_BYTES && key.length <= MAX_BYTES;
}

const bare = (secret: string): string => secret.slice(PREFIX.length);
const keyOf = (secret: string): Buffer => Buffer.from(bare(secret), 'base64');

export interface SignedContent {
	/** The header `webhook-id`. */
	id: string;
	/** Seconds since 1970: the header `webhook-timestamp`. */
	timestamp: number;
	/** Exactly what is sent. */
	body: string;
}

/**
 * The header `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, one
 * per secret, apart by spaces (Standard Webhooks 1.0, "Webhook headers").
 */
export function sign({ id, timestamp, body }: SignedContent, secrets: readonly string[]): string {
	return secrets
		.map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`))
		.map((hmac) => `v1,${hmac.digest('base64')}`)
		.join(' ');
}
