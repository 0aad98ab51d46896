const LENGTH = 8;

/** Capitals in two groups of four, however it is typed. */
export function formatCode(typed: string): string {
	const letters = typed
		.toUpperCase()
		.replace(/[^A-Z0-9]/g, '')
		.slice(0, LENGTH);
	return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}
