import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SETTINGS, type Setting, type Values, type Variable } from './config-settings.js';
import { isLoopback } from './config-values.js';
import type { LogLevel } from './runtime/log-levels.js';

export { LOG_LEVELS, type LogLevel } from './runtime/log-levels.js';

const MB = 1024 * 1024;

/** Which WhatsApp the daemon talks to. */
export type WhatsAppConfig =
	| { readonly mode: 'live' }
	| {
			readonly mode: 'sandbox';
			/** WebSocket URL of the sandbox, on loopback. */
			readonly url: string;
			/** Public key the sandbox signs its certificates with, 64 hex digits. */
			readonly rootKey: string;
			/** PEM file of the sandbox's certificate authority, for media over TLS. */
			readonly caFile: string | null;
	  };

/** All settings of a daemon, checked. */
export interface Config {
	readonly host: string;
	/** 0 is any free port. */
	readonly port: number;
	/** Absolute path. */
	readonly dataDir: string;
	readonly adminKey: string | null;
	readonly adminKeyFile: string | null;
	/** Without a slash at the end. */
	readonly publicUrl: string | null;
	/** Host names, with or without a port, that the daemon answers for beside loopback. */
	readonly allowedHosts: readonly string[];
	/** Origins of web pages that may call the API. */
	readonly allowedOrigins: readonly string[];
	/** Private hosts that webhooks may go to and attachments may come from: `host`, `host:port`, address or CIDR range. */
	readonly outboundAllow: readonly string[];
	/** Absolute path of the folder that `mediaPath` is about. */
	readonly mediaDir: string | null;
	/** Bytes, of one file to send. */
	readonly maxFileSize: number;
	/** Bytes, of all files of messages. */
	readonly mediaCache: number;
	/** Name or path of the program. */
	readonly ffmpeg: string;
	/** Days that events stay in the log; 0 is for ever. */
	readonly eventRetentionDays: number;
	readonly maxSessions: number | null;
	readonly logLevel: LogLevel;
	readonly whatsapp: WhatsAppConfig;
}

/** The environment, or a part of it. */
export type Environment = Readonly<Record<string, string | undefined>>;

function parseOne(variable: Variable, env: Environment, mistakes: string[]): unknown {
	const { parse, absent, example }: Setting<unknown> = SETTINGS[variable];
	const text = env[variable]?.trim() ?? '';
	if (text === '') return absent;
	try {
		return parse(text);
	} catch (error) {
		mistakes.push(`${variable} ${(error as Error).message}. Example: ${example}`);
		return absent;
	}
}

function whatsAppOf(values: Values, mistakes: string[]): WhatsAppConfig {
	const { WAYPOST_WHATSAPP_URL: url, WAYPOST_WHATSAPP_ROOT_KEY: rootKey } = values;
	const caFile = values.WAYPOST_WHATSAPP_CA_FILE;
	if (caFile !== null && !existsSync(caFile)) {
		mistakes.push(
			`WAYPOST_WHATSAPP_CA_FILE names ${caFile}, which is not there. A sandbox that was started again may have a new one: copy the lines it prints.`,
		);
	}
	if (url !== null && rootKey !== null) return { mode: 'sandbox', url, rootKey, caFile };
	if (url !== null || rootKey !== null || caFile !== null) {
		const missing = url === null ? 'WAYPOST_WHATSAPP_URL' : 'WAYPOST_WHATSAPP_ROOT_KEY';
		mistakes.push(
			`${missing} is missing. A sandbox needs WAYPOST_WHATSAPP_URL and WAYPOST_WHATSAPP_ROOT_KEY; for WhatsApp itself set none of the WAYPOST_WHATSAPP_… variables. Example: ${SETTINGS[missing].example}`,
		);
	}
	return { mode: 'live' };
}

function warningsOf(env: Environment, { host }: Config): string[] {
	const unknown = Object.keys(env)
		.filter((name) => name.startsWith('WAYPOST_') && !(name in SETTINGS))
		.map((name) => `${name} is not a setting of this version and is ignored.`);
	if (isLoopback(host)) return unknown;
	return [
		...unknown,
		`The daemon listens on ${host}, so other machines reach it. Keys travel in clear text: put a proxy with TLS in front of it.`,
	];
}

export interface ReadConfigResult {
	config: Config;
	/** Sentences to log once there is a log. */
	warnings: string[];
}

/**
 * Reads all settings from an environment.
 *
 * @param overrides - settings that were given another way, already of their type; they win.
 * @throws an Error that lists every mistake: which variable, what is wrong, an example.
 */
export function readConfig(env: Environment, overrides: Partial<Config> = {}): ReadConfigResult {
	const mistakes: string[] = [];
	const variables = Object.keys(SETTINGS) as Variable[];
	const values = Object.fromEntries(
		variables.map((variable) => [variable, parseOne(variable, env, mistakes)]),
	) as Values;
	const whatsapp =
		mistakes.some((mistake) => mistake.startsWith('WAYPOST_WHATSAPP_')) || overrides.whatsapp
			? ({ mode: 'live' } as const)
			: whatsAppOf(values, mistakes);
	if (mistakes.length > 0) {
		throw new Error(`The configuration has mistakes:\n${mistakes.map((m) => `- ${m}`).join('\n')}`);
	}
	const config: Config = Object.freeze({
		host: values.WAYPOST_HOST,
		port: values.WAYPOST_PORT,
		dataDir: values.WAYPOST_DATA_DIR,
		adminKey: values.WAYPOST_ADMIN_KEY,
		adminKeyFile: values.WAYPOST_ADMIN_KEY_FILE,
		publicUrl: values.WAYPOST_PUBLIC_URL,
		allowedHosts: values.WAYPOST_ALLOWED_HOSTS,
		allowedOrigins: values.WAYPOST_ALLOWED_ORIGINS,
		outboundAllow: values.WAYPOST_OUTBOUND_ALLOW,
		mediaDir: values.WAYPOST_MEDIA_DIR,
		maxFileSize: values.WAYPOST_MAX_FILE_SIZE * MB,
		mediaCache: values.WAYPOST_MEDIA_CACHE * MB,
		ffmpeg: values.WAYPOST_FFMPEG,
		eventRetentionDays: values.WAYPOST_EVENT_RETENTION,
		maxSessions: values.WAYPOST_MAX_SESSIONS,
		logLevel: values.WAYPOST_LOG_LEVEL,
		whatsapp,
		...overrides,
	});
	return { config, warnings: warningsOf(env, config) };
}

/**
 * The environment of this process on top of what the file `.env` in the working directory says, if
 * there is one. The only place that looks at `process.env`.
 */
export function readEnvironment(envFile = '.env', env: Environment = process.env): Environment {
	return existsSync(envFile) ? { ...parseEnv(readFileSync(envFile, 'utf8')), ...env } : env;
}

/** The settings as text, for the help of the command line. */
export function describeConfig(): string {
	return Object.entries<Setting<unknown>>(SETTINGS)
		.map(
			([variable, { description, fallback, example }]) =>
				`${variable}\n    ${description}\n    Default: ${fallback}. Example: ${example}`,
		)
		.join('\n');
}
