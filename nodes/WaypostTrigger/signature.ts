import { createHmac, timingSafeEqual } from 'node:crypto';

/** The headers of Standard Webhooks 1.0 that say who sent a request. */
export interface SignedRequest {
	id: string;
	/** Seconds since 1970. */
	timestamp: string;
	/** `v1,<base64>`, several of them apart by spaces while a secret is being replaced. */
	signatures: string;
	/** Exactly what was sent. */
	body: Buffer;
}

export type Verdict = 'valid' | 'unsigned' | 'wrong' | 'wrong-time';

/** How far the clocks of n8n and Waypost may differ, and how late a copied request is refused. */
const TOLERANCE_SECONDS = 5 * 60;
const SECRET_PREFIX = 'whsec_';

/**
 * Whether a request is from the holder of the secret, and of now (Standard Webhooks 1.0).
 *
 * @param now - milliseconds since 1970.
 */
export function verify(
	{ id, timestamp, signatures, body }: SignedRequest,
	secret: string,
	now: number,
): Verdict {
	if (id === '' || signatures === '' || !/^\d{1,12}$/.test(timestamp)) return 'unsigned';
	// Nobody has an empty secret: whoever knew that could sign with it.
	if (!secret.startsWith(SECRET_PREFIX) || secret.length === SECRET_PREFIX.length) return 'wrong';
	const expected = createHmac('sha256', keyOf(secret))
		.update(`${id}.${timestamp}.`)
		.update(body)
		.digest();
	if (!signaturesIn(signatures).some((given) => isEqual(given, expected))) return 'wrong';
	const age = Math.abs(now / 1000 - Number(timestamp));
	return age > TOLERANCE_SECONDS ? 'wrong-time' : 'valid';
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');

const signaturesIn = (header: string): Buffer[] =>
	header
		.split(' ')
		.filter((signature) => signature.startsWith('v1,'))
		.map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'));

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
