import { WaypostError } from '../runtime/waypost-error.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Reads the header `Idempotency-Key`, quoted as in draft-ietf-httpapi-idempotency-key-header-07 or
 * bare.
 *
 * @throws WaypostError IDEMPOTENCY_KEY_INVALID
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
	if (header === undefined) return undefined;
	const key = header.length > 1 && /^".*"$/.test(header) ? header.slice(1, -1) : header;
	if (!KEY.test(key)) throw new WaypostError('IDEMPOTENCY_KEY_INVALID');
	return key;
}
