import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** All TypeScript that is not an n8n node. */
const OURS = ['packages/**/*.{ts,tsx}', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', '*.ts'];
const TESTS = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.ts', '*.test.ts'];
const N8N = ['nodes/**/*.ts', 'credentials/**/*.ts'];

/**
 * Modules that have one home. The whole table of who may import whom is held by
 * `architecture.test.ts`; these few are here so that an editor says it while one types.
 */
const HOMES = {
	baileys: {
		group: ['@whiskeysockets/baileys', '@whiskeysockets/baileys/*', 'baileys'],
		message:
			'Only packages/daemon/src/whatsapp and packages/sandbox know Baileys. Add what you need to whatsapp-connection.ts.',
	},
	n8n: {
		group: ['n8n-workflow', 'n8n-core'],
		message: 'Only nodes/, credentials/ and their tests in test/ know n8n.',
	},
	express: {
		group: ['express', 'express/*', 'multer', 'helmet', 'express-rate-limit'],
		message: 'HTTP ends in http/, *.routes.ts and *-stream.ts: hand plain values to a service.',
	},
	sqlite: {
		group: ['node:sqlite', 'keyv', 'keyv/*', '@keyv/*'],
		message: 'Only storage/ opens databases: use a store.',
	},
	daemon: {
		group: ['@waypost/daemon', '@waypost/daemon/*'],
		message: 'Only packages/cli and tests start a daemon. Talk to it through @waypost/client.',
	},
	sandbox: {
		group: ['@waypost/sandbox', '@waypost/sandbox/*'],
		message: 'Only packages/cli and tests start a sandbox.',
	},
	ours: {
		group: ['@waypost/*'],
		message: 'The sandbox imports nothing of ours, so that it can catch our mistakes.',
	},
	node: {
		group: ['node:*'],
		message: 'The client runs in browsers too: use what both have, such as fetch and URL.',
	},
};

/** Globals that plain JavaScript may use; TypeScript knows its own. */
const readonly = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));
const EVERYWHERE = readonly(
	'console fetch crypto URL URLSearchParams AbortController AbortSignal Blob File FormData ' +
		'Headers Request Response Event EventTarget ReadableStream TextDecoder TextEncoder ' +
		'TextDecoderStream structuredClone queueMicrotask ' +
		'setTimeout clearTimeout setInterval clearInterval',
);
const NODE = readonly('process Buffer setImmediate clearImmediate');
const BROWSER = readonly(
	'window document location history navigator localStorage sessionStorage customElements ' +
		'EventSource FileReader HTMLElement Image MutationObserver requestAnimationFrame Notification',
);

/** Everything that has a home elsewhere, except what is named. */
const awayFromHome = (...atHome) =>
	Object.entries(HOMES)
		.filter(([name]) => !['ours', 'node', ...atHome].includes(name))
		.map(([, pattern]) => pattern);

const restrictImports = (files, patterns, ignores = []) => ({
	files,
	ignores,
	rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const PROCESS_ENV = {
	object: 'process',
	property: 'env',
	message: 'The environment is read in packages/daemon/src/config.ts and in packages/cli only.',
};

export default defineConfig([
	globalIgnores(['**/dist/', '**/node_modules/', 'coverage/', 'data/']),

	{
		files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
		extends: [js.configs.recommended],
		languageOptions: { globals: EVERYWHERE },
	},
	{
		files: ['packages/*/public/**/*.js', 'packages/*/resources/**/*.js'],
		languageOptions: { globals: BROWSER },
	},
	{
		files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
		ignores: ['packages/*/public/**/*.js', 'packages/*/resources/**/*.js'],
		languageOptions: { globals: NODE },
	},
	{
		files: ['packages/node-red/resources/**/*.js'],
		languageOptions: { globals: readonly('RED $') },
	},
	{
		files: ['**/*.cjs', '.prettierrc.js'],
		languageOptions: {
			sourceType: 'commonjs',
			globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
		},
	},

	{
		files: OURS,
		extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: 'tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
			],
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-import-type-side-effects': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
			],
			// `async` also turns what a method throws into a rejection, which its callers expect.
			'@typescript-eslint/require-await': 'off',
			// Options objects and Baileys' sockets are closures, made to be taken apart; a class of ours
			// has #private fields and fails at once without its `this`.
			'@typescript-eslint/unbound-method': 'off',
			eqeqeq: 'error',
			'no-console': 'error',
			'no-restricted-properties': ['error', PROCESS_ENV],
		},
	},

	{
		files: ['packages/*/src/**/*.ts'],
		plugins: { 'import-x': importX },
		settings: {
			'import-x/extensions': ['.ts'],
			'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
			'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
		},
		rules: { 'import-x/no-cycle': 'error' },
	},

	restrictImports(['packages/*/src/**/*.ts'], awayFromHome()),
	restrictImports(['packages/client/src/**/*.ts'], [...awayFromHome(), HOMES.node]),
	restrictImports(
		[
			'packages/daemon/src/http/**/*.ts',
			'packages/daemon/src/**/*.routes.ts',
			'packages/daemon/src/**/*-{stream,streams}.ts',
		],
		awayFromHome('express'),
	),
	restrictImports(['packages/daemon/src/storage/**/*.ts'], awayFromHome('sqlite')),
	restrictImports(['packages/daemon/src/whatsapp/**/*.ts'], awayFromHome('baileys')),
	restrictImports(['packages/sandbox/src/**/*.ts'], [HOMES.n8n, HOMES.sqlite, HOMES.ours]),
	restrictImports(['packages/cli/src/**/*.ts'], awayFromHome('daemon', 'sandbox')),
	restrictImports(TESTS, [HOMES.n8n]),

	{
		files: ['packages/cli/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'],
		rules: { 'no-console': 'off', 'no-restricted-properties': 'off' },
	},
	{
		files: ['packages/daemon/src/config.ts', 'jest.config.ts', ...TESTS],
		rules: { 'no-restricted-properties': 'off' },
	},

	{
		// They replace methods of the console, to silence what libsignal prints there: private keys too.
		files: [
			'packages/daemon/src/whatsapp/libsignal-console.ts',
			'packages/sandbox/src/quiet-libsignal.ts',
			'packages/sandbox/test/conformance/console-errors.ts',
		],
		rules: { 'no-console': 'off' },
	},

	{
		files: N8N,
		extends: [
			js.configs.recommended,
			tseslint.configs.recommended,
			n8nCommunityNodesPlugin.configs.recommended,
		],
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			// n8n's own rule lets a path into packages/ pass, and devDependencies too, of which nothing
			// is there at run time.
			'@typescript-eslint/no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							group: ['**/packages/**', '@waypost/*'],
							message: 'The n8n package is published alone: nothing of packages/ comes with it.',
						},
					],
				},
			],
		},
	},
	{
		// The TypeScript parser reads JSON as one expression, which is what n8n's rules look for.
		files: ['package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'], project: null },
		},
	},

	prettier,
]);
