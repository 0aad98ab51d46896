import { z } from 'zod';

/** Query of every list: how many rows, and after which one. */
export const ListQuery = z.strictObject({
	limit: z.coerce
		.number()
		.int()
		.min(1)
		.max(1000)
		.default(100)
		.meta({ description: 'Rows per page.' }),
	after: z
		.string()
		.min(1)
		.max(200)
		.optional()
		.meta({ description: 'The `next` of the page before.' }),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** The answer of every list. `next` is the cursor of the following page, or null at the end. */
export const listOf = <T extends z.ZodType>(item: T) =>
	z.object({ data: z.array(item), next: z.string().nullable() });

export interface Page<T> {
	data: T[];
	next: string | null;
}
