import type { ZodError, ZodType } from 'zod';
import { SandboxError } from './errors.js';

/** Parses what a caller gave; throws INVALID_REQUEST with a sentence per mistake. */
export function parseInput<T>(schema: ZodType<T>, input: unknown): T {
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data;
	throw new SandboxError('INVALID_REQUEST', describe(parsed.error), { cause: parsed.error });
}

function describe({ issues }: ZodError): string {
	return issues
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
}
