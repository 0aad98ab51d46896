import { z } from 'zod';

/** One page of a list; `next` goes into `after` of the next request. */
export interface Page<T> {
	readonly data: readonly T[];
	readonly next: string | null;
}

export const pageQuerySchema = z.object({
	limit: z.coerce.number().int().min(1).max(1_000).default(100),
	/** Cursor: how many have been seen, or the number of the last one. */
	after: z.coerce.number().int().min(0).default(0),
});

type PageQuery = z.infer<typeof pageQuerySchema>;

/** A page of a list that only grows at its end; the cursor is a position. */
export function pageByPosition<T>(items: readonly T[], { limit, after }: PageQuery): Page<T> {
	const end = after + limit;
	return { data: items.slice(after, end), next: end < items.length ? String(end) : null };
}

/** A page of numbered entries, of which old ones may be gone; the cursor is the last number. */
export function pageByNumber<T>(
	newer: readonly T[],
	numberOf: (item: T) => number,
	{ limit }: PageQuery,
): Page<T> {
	const data = newer.slice(0, limit);
	const last = data.at(-1);
	return { data, next: last && newer.length > limit ? String(numberOf(last)) : null };
}
