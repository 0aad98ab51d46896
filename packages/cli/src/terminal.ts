/** Writes a line for the user to stdout. */
export function print(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/** Writes a line to stderr: what is not the result of the command. */
export function note(line = ''): void {
	process.stderr.write(`${line}\n`);
}

/** Writes a value to stdout as one line of JSON. */
export function printJson(value: unknown): void {
	print(JSON.stringify(value));
}

/** True when a person sees stdout as it is written. */
export const isTerminal = (): boolean => process.stdout.isTTY === true;

/** True when a person sees stdout and can answer. */
export const isInteractive = (): boolean => isTerminal() && process.stdin.isTTY === true;

/** Columns of text under a heading; cells are padded to the widest of their column. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	return [head, ...rows].map(line).join('\n');
}
