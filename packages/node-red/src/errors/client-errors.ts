import type { ApiError, TimeoutError, WaypostError } from '@waypost/client';

/**
 * What the client throws, by name: the client of a config node is from the bundle of that node, and so
 * are the classes of its errors. Those of another bundle are not the same.
 */
const named =
	<T extends WaypostError>(...names: readonly string[]) =>
	(error: unknown): error is T =>
		names.includes((error as { name?: string } | null)?.name ?? '');

export const isApiError = named<ApiError>('ApiError');
export const isTimeoutError = named<TimeoutError>('TimeoutError');
export const isWaypostError = named<WaypostError>(
	'WaypostError',
	'ApiError',
	'NetworkError',
	'TimeoutError',
);
