import { createHash } from 'node:crypto';

/**
 * SHA-256 of what a message says, so that a repeated idempotency key can be told from a reused one.
 * The order of properties does not count, and absent is the same as undefined.
 */
export function fingerprintOf(parts: readonly unknown[]): string {
	return createHash('sha256')
		.update(
			JSON.stringify(
				parts.map((part) => part ?? null),
				sortProperties,
			),
		)
		.digest('hex');
}

function sortProperties(_key: string, value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
