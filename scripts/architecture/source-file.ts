import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import ts from 'typescript';

/** One import, export-from, `import()` or `require()` of a file. */
export interface ImportStatement {
	/** As written: `node:fs`, `./clock.js`. */
	specifier: string;
	/** The path of a file of this repository; else the package (`zod` for `zod/v4`) or `node:fs`. */
	target: string;
	/** From 1. */
	line: number;
	/** True when nothing of it is left at run time. */
	typeOnly: boolean;
}

/** A source file, with what it imports. */
export interface SourceFile {
	/** From the root of the repository, with forward slashes. */
	path: string;
	text: string;
	imports: readonly ImportStatement[];
}

/** True when `path` matches one of the globs. */
export const matchesAny = (path: string, globs: readonly string[]): boolean =>
	globs.some((glob) => matchesGlob(path, glob));

/** `packages/daemon` of `packages/daemon/src/config.ts`; undefined outside `packages/`. */
export const packageOf = (path: string): string | undefined => /^packages\/[^/]+/.exec(path)?.[0];

/**
 * The path or the name of a package that a specifier means; imports are written with `.js`, or in
 * the n8n package, which is CommonJS, with nothing.
 */
function targetOf(path: string, specifier: string): string {
	if (specifier.startsWith('.')) {
		const target = join(dirname(path), specifier).replaceAll('\\', '/');
		return /\.(ts|json)$/.test(target) ? target : `${target.replace(/\.js$/, '')}.ts`;
	}
	const [first = '', second = ''] = specifier.split('/');
	return first.startsWith('@') ? `${first}/${second}` : first;
}

/**
 * With `verbatimModuleSyntax`, `import { type A } from 'a'` still loads `a`: only `import type`
 * and `export type` leave nothing.
 */
function isTypeOnly(node: ts.Node): boolean {
	if (ts.isImportDeclaration(node)) {
		return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
	}
	if (ts.isExportDeclaration(node)) return node.isTypeOnly;
	return ts.isImportTypeNode(node);
}

/** The string a node imports from, if it imports. */
function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
	const from = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
	if (from && node.moduleSpecifier && ts.isStringLiteralLike(node.moduleSpecifier)) {
		return node.moduleSpecifier;
	}
	if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
		return ts.isStringLiteralLike(node.argument.literal) ? node.argument.literal : undefined;
	}
	if (!ts.isCallExpression(node)) return undefined;
	const callee = node.expression;
	const loads =
		callee.kind === ts.SyntaxKind.ImportKeyword ||
		(ts.isIdentifier(callee) && callee.text === 'require');
	const [argument] = node.arguments;
	return loads && argument && ts.isStringLiteralLike(argument) ? argument : undefined;
}

/**
 * Reads the imports of a source text.
 *
 * @param path - from the root of the repository; relative imports are resolved against it.
 */
export function parseSourceFile(path: string, text: string): SourceFile {
	const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
	const imports: ImportStatement[] = [];
	const visit = (node: ts.Node): void => {
		const literal = specifierOf(node);
		if (literal) {
			imports.push({
				specifier: literal.text,
				target: targetOf(path, literal.text),
				line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
				typeOnly: isTypeOnly(node),
			});
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return { path, text, imports };
}

const NOT_SOURCE = /^(node_modules|dist|coverage|\..+)$/;

/**
 * Reads every TypeScript source of the repository's `packages/`, `nodes/` and `credentials/`, tests
 * included, in the order of their paths.
 */
export const readSourceFiles = (root: string): SourceFile[] =>
	['credentials', 'nodes', 'packages']
		.flatMap((folder) => sourcePaths(root, folder))
		.map((path) => parseSourceFile(path, readFileSync(join(root, path), 'utf8')));

function sourcePaths(root: string, folder: string): string[] {
	const path = join(root, folder);
	return readdirSync(path, { withFileTypes: true })
		.filter(({ name }) => !NOT_SOURCE.test(name))
		.flatMap((entry) => {
			const path = `${folder}/${entry.name}`;
			if (entry.isDirectory()) return sourcePaths(root, path);
			return /\.tsx?$/.test(path) && !path.endsWith('.d.ts') ? [path] : [];
		})
		.sort();
}
