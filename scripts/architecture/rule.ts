import { matchesAny, type ImportStatement, type SourceFile } from './source-file.ts';

/** What the rules look at. */
export interface Repository {
	files: readonly SourceFile[];
	/** By the folder of a package, such as `packages/client`: the packages it declares. */
	declared: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A made-up file: path from the root of the repository, and text. */
export interface Example {
	path: string;
	text: string;
}

/** One thing that holds for the whole repository. */
export interface Rule {
	/** A plain sentence; the name of its test. */
	name: string;
	/** Each line names a file, a line of it and what is wrong there. Empty when the rule is kept. */
	breaches(repository: Repository): string[];
	/** Made-up files that break the rule in the last line of the first one. */
	broken: readonly [Example, ...Example[]];
}

/** Tests and what only they use may import anything. */
export const TESTS: readonly string[] = [
	'**/*.test.ts',
	'packages/*/test/**',
	'packages/*/src/**/*-conformance.ts',
];

/** Stands for every `node:` module and every package that is not ours. */
export const ANY_LIBRARY = 'any library';

const isLibrary = (target: string) => !/^(packages|nodes|credentials|@waypost)\//.test(target);

/** A row of the table of imports. */
export interface ImportRule {
	name: string;
	/** Globs of the files it is about. Tests are never among them. */
	files: readonly string[];
	except?: readonly string[];
	/**
	 * Globs of what these files may import; all else is a breach. `{feature}` is the folder under
	 * `src` of the importing file, `{node}` its folder under `nodes`. Leave it out to allow all that
	 * `never` does not forbid.
	 */
	only?: readonly string[];
	/** What they may import beside that with `import type`. */
	onlyTypes?: readonly string[];
	/** What they may not import, not even as types. */
	never?: readonly string[];
	/** What they may import with `import type` only. */
	neverAtRunTime?: readonly string[];
	broken: Rule['broken'];
}

/** Makes a rule of a row of the table of imports. */
export function importRule(row: ImportRule): Rule {
	const isMeant = ({ path }: SourceFile) =>
		matchesAny(path, row.files) && !matchesAny(path, [...TESTS, ...(row.except ?? [])]);
	return {
		name: row.name,
		broken: row.broken,
		breaches: ({ files }) =>
			files
				.filter(isMeant)
				.flatMap((file) =>
					file.imports
						.filter((statement) => !isAllowed(file, statement, row))
						.map(
							({ line, specifier, typeOnly }) =>
								`${file.path}:${line} imports ${typeOnly ? 'types of ' : ''}'${specifier}'`,
						),
				),
	};
}

function isAllowed(file: SourceFile, { target, typeOnly }: ImportStatement, row: ImportRule) {
	const [, node = '', , feature = ''] = file.path.split('/');
	const isOneOf = (globs: readonly string[] = []) =>
		matchesAny(
			target,
			globs.map((glob) => glob.replace('{feature}', feature).replace('{node}', node)),
		) ||
		(globs.includes(ANY_LIBRARY) && isLibrary(target));
	if (isOneOf(row.never) || (!typeOnly && isOneOf(row.neverAtRunTime))) return false;
	return !row.only || isOneOf(row.only) || (typeOnly && isOneOf(row.onlyTypes));
}
