import type { Page } from '@waypost/contract';

/** How much of a list to fetch. */
export interface ListOptions {
	/** Rows per page, 1 to 1,000. Default: 100. */
	limit?: number;
	/** The `next` of the page before; from the start when absent. */
	after?: string;
	/** Ends the call early. */
	signal?: AbortSignal;
}

/** Every row of a list, page after page; the next page is fetched when its first row is asked for. */
export async function* rowsOf<T, O extends ListOptions>(
	list: (options: O) => Promise<Page<T>>,
	options: O,
): AsyncGenerator<T, void, undefined> {
	let page = await list(options);
	while (true) {
		yield* page.data;
		if (page.next === null) return;
		page = await list({ ...options, after: page.next });
	}
}
