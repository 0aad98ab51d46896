import { IdempotencyKey } from '@waypost/contract';
import type { Caller } from '../keys/caller.js';
import { WaypostError } from '../runtime/waypost-error.js';

/**
 * Reads the header `Idempotency-Key`, quoted as in draft-ietf-httpapi-idempotency-key-header-07 or
 * bare.
 *
 * @throws WaypostError IDEMPOTENCY_KEY_INVALID
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
	if (header === undefined) return undefined;
	const key = header.length > 1 && /^".*"$/.test(header) ? header.slice(1, -1) : header;
	if (!IdempotencyKey.safeParse(key).success) throw new WaypostError('IDEMPOTENCY_KEY_INVALID');
	return key;
}

/**
 * The key together with whose it is: two programs that both count from 1 do not meet. Survives the
 * rotation of an API key, whose id stays. No key holds a space, so the two parts cannot run together.
 *
 * @throws WaypostError IDEMPOTENCY_KEY_INVALID
 */
export function idempotencyKeyOf(
	header: string | undefined,
	{ keyId }: Pick<Caller, 'keyId'>,
): string | null {
	const key = parseIdempotencyKey(header);
	return key === undefined ? null : `${keyId ?? 'admin'} ${key}`;
}
