import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export const N8N_VERSION = '2.41.1';

/** Written last, so that an install which was cut off is made anew. */
const MARKER = 'installed';

/**
 * What n8n asks for is newer than what some registries have of these three; n8n runs with these. The
 * root package.json may have no overrides, which is one reason why n8n lives in a folder of its own.
 */
const MANIFEST = {
	name: 'n8n-for-waypost-tests',
	private: true,
	dependencies: { n8n: N8N_VERSION },
	overrides: {
		linkedom: '0.18.12',
		'@langchain/langgraph': '1.4.0',
		'@langchain/langgraph-checkpoint': '1.1.5',
	},
};

/** Scripts of n8n's dependencies are not run: one wants a compiler and downloads, and is not needed. */
const INSTALL = [
	'install',
	'--legacy-peer-deps',
	'--ignore-scripts',
	'--prefer-offline',
	'--no-audit',
	'--no-fund',
	'--loglevel=error',
];

/** The two that n8n does need: its database, and what runs expressions apart. */
const COMPILE = ['rebuild', 'sqlite3', 'isolated-vm', '--foreground-scripts', '--loglevel=error'];

/** Milliseconds for both together; it takes about 4 minutes on two cores. */
const LIMIT_MS = 25 * 60_000;

/**
 * The folder of a real n8n, outside the repository and kept from run to run. Installs it when it is
 * not there yet: 2.2 GB.
 */
export async function installedN8n(say: (line: string) => void): Promise<string> {
	const folder = join(
		process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
		'waypost',
		`n8n-${N8N_VERSION}`,
	);
	if (existsSync(join(folder, MARKER))) return folder;
	if (!isWhole(folder)) await install(folder, say);
	if (!isWhole(folder)) throw new Error(`n8n ${N8N_VERSION} does not start from ${folder}.`);
	await writeFile(join(folder, MARKER), `${new Date().toISOString()}\n`);
	return folder;
}

export const n8nProgram = (folder: string): string => join(folder, 'node_modules/n8n/bin/n8n');

/** Whether n8n says its version and finds the database that has to be compiled. */
function isWhole(folder: string): boolean {
	const program = n8nProgram(folder);
	if (!existsSync(program)) return false;
	const ran = (...args: string[]) =>
		spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
	return (
		ran(program, '--version').stdout.trim() === N8N_VERSION &&
		ran('--eval', "require('sqlite3')").status === 0
	);
}

async function install(folder: string, say: (line: string) => void): Promise<void> {
	const startedAt = performance.now();
	const progress = setInterval(
		() => say(`    still installing, ${Math.round((performance.now() - startedAt) / 1000)} s`),
		30_000,
	);
	try {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'package.json'), JSON.stringify(MANIFEST, null, '\t'));
		say(`  installing n8n ${N8N_VERSION} into ${folder}: some minutes, once`);
		await npm(folder, INSTALL);
		say('  building its database driver');
		await npm(folder, COMPILE);
	} finally {
		clearInterval(progress);
	}
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
	const child = spawn('npm', args, {
		cwd,
		env: environment(),
		stdio: ['ignore', 'ignore', 'inherit'],
		timeout: LIMIT_MS,
	});
	const [code] = (await once(child, 'exit')) as [number | null];
	if (code !== 0) throw new Error(`npm ${args[0]} of n8n ended with ${code ?? 'a signal'}.`);
}

/** That of this process, with its Node first, and without what `npm run` says about another folder. */
function environment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^npm_config_local_prefix$/i.test(name),
	);
	const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
	return { ...Object.fromEntries(kept), PATH: path };
}
