import { basename } from 'node:path';
import ts from 'typescript';
import { TESTS, type Rule } from './rule.ts';
import { matchesAny, packageOf, type SourceFile } from './source-file.ts';

const MAX_LINES = 300;
const VAGUE_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];
const MAY_READ_ENVIRONMENT = ['packages/daemon/src/config.ts', 'packages/cli/**', ...TESTS];

/** Known by its types alone: it loads the package. */
const HOSTS = new Map([['packages/node-red', 'node-red']]);

/** Sources of packages that ship: no tests. */
const shipped = (files: readonly SourceFile[]) =>
	files.filter(({ path }) => matchesAny(path, ['packages/*/src/**']) && !matchesAny(path, TESTS));

const ofN8n = (files: readonly SourceFile[]) =>
	files.filter(({ path }) => matchesAny(path, ['nodes/**', 'credentials/**']));

/** Lines with code on them: a file may explain itself as long as it likes. */
function linesOf(text: string): number {
	const withoutBlocks = text.replace(/^\s*\/\*\*?[\s\S]*?\*\/$/gm, '');
	return withoutBlocks.split('\n').filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length;
}

/** Lines, from 1, that say `process.env` or take `env` out of `node:process`. */
function environmentReads({ path, text }: SourceFile): number[] {
	if (!text.includes('env')) return [];
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	const lines: number[] = [];
	const visit = (node: ts.Node): void => {
		const isProcessEnv =
			ts.isPropertyAccessExpression(node) &&
			node.name.text === 'env' &&
			ts.isIdentifier(node.expression) &&
			node.expression.text === 'process';
		const isImportOfEnv =
			ts.isImportDeclaration(node) &&
			/\benv\b.*from\s*['"](node:)?process['"]/s.test(node.getText(source));
		if (isProcessEnv || isImportOfEnv) {
			lines.push(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return lines;
}

const isHost = (folder: string, target: string) => HOSTS.get(folder) === target;

const declaresWhatItImports: Rule = {
	name: 'every package declares what it imports',
	breaches: ({ files, declared }) =>
		shipped(files).flatMap((file) => {
			const folder = packageOf(file.path) ?? '';
			return file.imports
				.filter(({ specifier }) => !/^(\.|node:)/.test(specifier))
				.filter(({ target, typeOnly }) => !(typeOnly && isHost(folder, target)))
				.filter(({ target }) => !declared.get(folder)?.has(target))
				.map(
					({ target, line }) =>
						`${file.path}:${line} imports '${target}', which is not in ${folder}/package.json`,
				);
		}),
	broken: [{ path: 'packages/client/src/a.ts', text: "import lodash from 'lodash';" }],
};

const staysInItsPackage: Rule = {
	name: 'no package imports a file of another one by its path',
	breaches: ({ files }) =>
		shipped(files).flatMap((file) =>
			file.imports
				.filter(({ specifier }) => specifier.startsWith('.'))
				.filter(({ target }) => packageOf(target) !== packageOf(file.path))
				.map(({ specifier, line }) => `${file.path}:${line} imports '${specifier}'`),
		),
	broken: [{ path: 'packages/client/src/a.ts', text: "import '../../contract/src/errors.js';" }],
};

const readsEnvironmentInOnePlace: Rule = {
	name: 'only config.ts of the daemon and cli read the environment',
	breaches: ({ files }) =>
		files
			.filter(({ path }) => path.startsWith('packages/') && !matchesAny(path, MAY_READ_ENVIRONMENT))
			.flatMap((file) =>
				environmentReads(file).map((line) => `${file.path}:${line} reads process.env`),
			),
	broken: [
		{ path: 'packages/daemon/src/a.ts', text: '// process.env\nexport const a = process.env.A;' },
	],
};

const hasTellingNames: Rule = {
	name: 'a file is named by what it holds',
	breaches: ({ files }) =>
		files
			.filter(({ path }) => VAGUE_NAMES.includes(basename(path).split('.')[0] ?? ''))
			.map(({ path }) => `${path}:1 is called '${basename(path)}'`),
	broken: [{ path: 'packages/daemon/src/http/utils.ts', text: '' }],
};

const staysShort: Rule = {
	name: `no source file has more than ${MAX_LINES} lines of code`,
	breaches: ({ files }) =>
		[...shipped(files), ...ofN8n(files)]
			.map(({ path, text }) => ({ path, lines: linesOf(text) }))
			.filter(({ lines }) => lines > MAX_LINES)
			.map(({ path, lines }) => `${path}:${lines} is the last line`),
	broken: [{ path: 'packages/daemon/src/a.ts', text: `${'a();\n'.repeat(MAX_LINES)}a();` }],
};

/** What holds for files, whatever they import. */
export const FILE_RULES: readonly Rule[] = [
	declaresWhatItImports,
	staysInItsPackage,
	readsEnvironmentInOnePlace,
	hasTellingNames,
	staysShort,
];
