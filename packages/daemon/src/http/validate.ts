import type { z } from 'zod';
import { WaypostError } from '../runtime/waypost-error.js';

/** Part of a request, as the error names it. */
export type RequestPart = 'path' | 'query' | 'body';

/** A hostile body can be wrong in very many places; nobody reads more than these. */
const MAX_FIELDS = 20;

/** JSON pointer (RFC 6901) of a place in the request. */
const toPointer = (path: readonly PropertyKey[]): string =>
	path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function invalidRequest(part: RequestPart, { issues }: z.ZodError): WaypostError {
	const fields = issues.slice(0, MAX_FIELDS).map((issue) => ({
		path: toPointer(issue.path),
		code: issue.code,
		message: issue.message,
	}));
	const first = fields[0];
	const where = first?.path ? `${first.path}: ` : '';
	return new WaypostError(
		'INVALID_REQUEST',
		`The ${part} of the request is not valid. ${where}${first?.message ?? ''}`,
		{ fields },
	);
}

/**
 * Checks one part of a request against its schema and gives it in the schema's form.
 *
 * @throws WaypostError INVALID_REQUEST with the fields that are wrong.
 */
export function parsePart(part: RequestPart, schema: z.ZodType | undefined, value: unknown) {
	if (!schema) return undefined;
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw invalidRequest(part, result.error);
}
