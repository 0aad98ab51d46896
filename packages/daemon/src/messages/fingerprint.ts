import { createHash } from 'node:crypto';

/** SHA-256 of what a message says, so that a repeated idempotency key can be told from a reused one. */
export function fingerprintOf(parts: readonly (string | null | undefined)[]): string {
	return createHash('sha256')
		.update(JSON.stringify(parts.map((part) => part ?? null)))
		.digest('hex');
}
