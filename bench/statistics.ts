/** The value in the middle; NaN of nothing. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** @param share - from 0 to 1; between two values the line from one to the other is taken. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const low = sorted[Math.floor(place)] ?? NaN;
	const high = sorted[Math.ceil(place)] ?? NaN;
	return low + (high - low) * (place - Math.floor(place));
}
