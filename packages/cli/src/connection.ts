import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiError, Waypost } from '@waypost/client';
import type { Command } from 'commander';
import { CommandError, CONFIGURATION_MISTAKE } from './failure.js';

/** Options of every command that calls a daemon. */
export interface ConnectionOptions {
	url?: string;
	key?: string;
	data?: string;
	json?: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:9297';

/** What to do about an error, where the catalogue of the daemon speaks to programs. */
const ACTIONS: Readonly<Partial<Record<string, string>>> = {
	UNAUTHORIZED:
		'Pass a key of this daemon with --key or WAYPOST_API_KEY, or its data folder with --data.',
	SESSION_NOT_FOUND: '`waypost link SESSION` creates a session and links it.',
	SESSION_NOT_LINKED: '`waypost link SESSION` links it.',
	KEY_NOT_FOUND: '`waypost keys list` shows the ids of the keys.',
};

/** Codes whose detail says already what to do. */
const TOLD_BY_DETAIL = ['INVALID_REQUEST', 'INVALID_NUMBER', 'RECIPIENT_NOT_ON_WHATSAPP'];

/** Milliseconds to wait for the words that explain an error. */
const EXPLANATION_TIMEOUT = 2_000;

/** Adds --url, --key, --data and --json. */
export const withConnectionOptions = (command: Command): Command =>
	command
		.option('--url <url>', `address of the daemon (WAYPOST_URL; default: ${DEFAULT_URL})`)
		.option('--key <key>', 'API key (WAYPOST_API_KEY; default: admin.key of the data folder)')
		.option(
			'--data <folder>',
			'data folder that holds admin.key (WAYPOST_DATA_DIR; default: ./data)',
		)
		.option('--json', 'print JSON');

/**
 * Runs `work` with a client of the daemon that the options or the environment name. An answer that is
 * an error becomes its detail, and what to do about it.
 */
export async function callDaemon(
	options: ConnectionOptions,
	work: (waypost: Waypost) => Promise<void>,
): Promise<void> {
	const { createClient, isApiError } = await import('@waypost/client');
	if (existsSync('.env')) process.loadEnvFile('.env');
	const url = options.url ?? process.env['WAYPOST_URL'] ?? DEFAULT_URL;
	const waypost = createClient({ url, apiKey: findKey(url, options) });
	try {
		await work(waypost);
	} catch (error) {
		throw isApiError(error) ? await explain(error, waypost) : error;
	}
}

async function explain(error: ApiError, waypost: Waypost): Promise<CommandError> {
	const what = error.detail || error.title;
	const fields = error.errors
		.filter(({ message }) => !what.includes(message))
		.map(({ path, message }) => `${path}: ${message}`);
	const lines = [what, ...fields, await actionFor(error, waypost)];
	const text = [...new Set(lines)].filter((line) => line !== '').join('\n');
	return new CommandError(text, { code: error.code, cause: error });
}

async function actionFor(error: ApiError, waypost: Waypost): Promise<string> {
	if (!error.problem || TOLD_BY_DETAIL.includes(error.code)) return '';
	const own = ACTIONS[error.code];
	if (own !== undefined) return own;
	const signal = AbortSignal.timeout(EXPLANATION_TIMEOUT);
	return waypost.explainError(error.code, { signal }).then(
		({ action }) => action,
		() => '',
	);
}

/**
 * The admin key of the data folder is used for a daemon of this machine only, so that a mistyped
 * address never gets it.
 */
function findKey(url: string, options: ConnectionOptions): string {
	const given = options.key ?? process.env['WAYPOST_API_KEY'];
	if (given) return given.trim();
	const file = join(options.data ?? process.env['WAYPOST_DATA_DIR'] ?? 'data', 'admin.key');
	if (!isOnThisMachine(url)) {
		throw noKey(`A daemon on another machine needs a key of its own.`);
	}
	if (!existsSync(file)) throw noKey(`There is no ${file}.`);
	return readFileSync(file, 'utf8').trim();
}

const noKey = (why: string) =>
	new CommandError(
		`${why} Pass an API key with --key or WAYPOST_API_KEY, or the data folder of the daemon with --data.`,
		{ code: 'NO_KEY', exitCode: CONFIGURATION_MISTAKE },
	);

const isOnThisMachine = (url: string): boolean => {
	const host = URL.parse(url)?.hostname ?? '';
	return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
};
