/**
 * Keeps Node 22 from telling the users of every command that its SQLite module is experimental, which
 * they can do nothing about. Newer versions do not say so; all other warnings stay.
 */
export function hideSqliteWarning(): void {
	const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
	const filtered = (...args: unknown[]) => {
		if (!String(args[0]).startsWith('SQLite is an experimental feature')) emitWarning(...args);
	};
	process.emitWarning = filtered;
}
