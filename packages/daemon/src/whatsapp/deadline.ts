/** A call that did not settle in time. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';
}

/**
 * Waits for `work`, but not longer than `ms` and not past `end`. Baileys' own promises cannot be
 * trusted to settle: its `end()` removes the listeners that would reject them, and a query that times
 * out resolves with undefined (`Socket/socket.js`).
 *
 * @param end - rejects when the connection ends.
 * @throws DeadlineError
 */
export async function withDeadline<T>(
	work: Promise<T>,
	{ ms, what, end }: { ms: number; what: string; end: Promise<never> },
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() => reject(new DeadlineError(`WhatsApp did not answer in ${ms / 1000} s: ${what}.`)),
			ms,
		);
	});
	// What loses the race may reject later, with nobody waiting for it.
	work.catch(() => {});
	try {
		return await Promise.race([work, late, end]);
	} finally {
		clearTimeout(timer);
	}
}
