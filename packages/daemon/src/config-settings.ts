import { resolve } from 'node:path';
import {
	listOf,
	parseAdminKey,
	parseCredentialsUrl,
	parseHostEntry,
	parseHostName,
	parseInteger,
	parseLogLevel,
	parseOrigin,
	parseOutboundEntry,
	parsePath,
	parsePublicUrl,
	parseRootKey,
	parseSandboxUrl,
} from './config-values.js';
import { LOG_LEVELS, type LogLevel } from './runtime/log-levels.js';

/** One variable of the environment. `parse` throws what is wrong, as the end of a sentence. */
export interface Setting<T> {
	description: string;
	/** As the help shows it; the text that is parsed when the variable is absent, unless in brackets. */
	fallback: string;
	example: string;
	parse: (text: string) => T;
	absent: T;
}

const setting = <T>(row: Setting<T>): Setting<T> => row;

/** Every variable the daemon knows: the help and the checks are made of this table. */
export const SETTINGS = {
	WAYPOST_HOST: setting({
		description: 'Address to listen on.',
		fallback: '127.0.0.1',
		example: '127.0.0.1',
		parse: parseHostName,
		absent: '127.0.0.1',
	}),
	WAYPOST_PORT: setting({
		description: 'Port to listen on; 0 takes any free one.',
		fallback: '9297',
		example: '9297',
		parse: parseInteger(0, 65_535),
		absent: 9297,
	}),
	WAYPOST_DATA_DIR: setting({
		description: 'Folder for the database, the media and the keys.',
		fallback: './data',
		example: '/var/lib/waypost',
		parse: parsePath,
		absent: resolve('data'),
	}),
	WAYPOST_ADMIN_KEY: setting<string | null>({
		description: 'Key that may do everything, at least 32 characters.',
		fallback: '(made at the first start, in admin.key in the data folder)',
		example: 'the output of: openssl rand -base64 33',
		parse: parseAdminKey,
		absent: null,
	}),
	WAYPOST_ADMIN_KEY_FILE: setting<string | null>({
		description: 'File that holds the admin key; wins over WAYPOST_ADMIN_KEY.',
		fallback: '(none)',
		example: '/run/secrets/waypost_admin_key',
		parse: parsePath,
		absent: null,
	}),
	WAYPOST_PUBLIC_URL: setting<string | null>({
		description: 'URL under which people reach the daemon, for link pages behind a proxy.',
		fallback: '(the address it listens on)',
		example: 'https://waypost.example.com',
		parse: parsePublicUrl,
		absent: null,
	}),
	WAYPOST_ALLOWED_HOSTS: setting<string[]>({
		description: 'Host names it answers for beside loopback, comma-separated.',
		fallback: '(none)',
		example: 'waypost,waypost.example.com:9297',
		parse: listOf(parseHostEntry),
		absent: [],
	}),
	WAYPOST_ALLOWED_ORIGINS: setting<string[]>({
		description: 'Origins of web pages that may call the API, comma-separated.',
		fallback: '(none)',
		example: 'http://localhost:5173',
		parse: listOf(parseOrigin),
		absent: [],
	}),
	WAYPOST_OUTBOUND_ALLOW: setting<string[]>({
		description:
			'Private hosts that webhooks may go to and attachments may be fetched from: names, with or without a port, addresses, or CIDR ranges, comma-separated. While it listens on loopback, webhooks may go to loopback anyway.',
		fallback: '(none)',
		example: 'n8n:5678,172.18.0.0/16',
		parse: listOf(parseOutboundEntry),
		absent: [],
	}),
	WAYPOST_MEDIA_DIR: setting<string | null>({
		description: 'Folder whose files may be sent by `mediaPath`; what is not in it never is.',
		fallback: '(none: only uploads and URLs)',
		example: '/srv/media',
		parse: parsePath,
		absent: null,
	}),
	WAYPOST_MAX_FILE_SIZE: setting({
		description:
			'Largest file to send, in MB. It is the limit of documents; WhatsApp takes images up to 16 MB and videos and recordings up to 64 MB, whatever is set here.',
		fallback: '100',
		example: '100',
		parse: parseInteger(1, 2_000),
		absent: 100,
	}),
	WAYPOST_MEDIA_CACHE: setting({
		description:
			'How much of the disk the files of messages may take, in MB. Above it, those go first that WhatsApp still has; files that wait to be sent stay.',
		fallback: '1024',
		example: '4096',
		parse: parseInteger(1, 10_000_000),
		absent: 1024,
	}),
	WAYPOST_FFMPEG: setting({
		description: 'Name or path of ffmpeg, which converts recordings to voice notes.',
		fallback: 'ffmpeg',
		example: '/usr/bin/ffmpeg',
		parse: (text) => text,
		absent: 'ffmpeg',
	}),
	WAYPOST_EVENT_RETENTION: setting({
		description: 'Days that events stay in the log; 0 keeps them for ever.',
		fallback: '30',
		example: '90',
		parse: parseInteger(0, 36_500),
		absent: 30,
	}),
	WAYPOST_MAX_SESSIONS: setting<number | null>({
		description: 'How many sessions may exist.',
		fallback: '(no limit)',
		example: '20',
		parse: parseInteger(1, 100_000),
		absent: null,
	}),
	WAYPOST_LOG_LEVEL: setting<LogLevel>({
		description: `How much is logged: ${LOG_LEVELS.join(', ')}.`,
		fallback: 'info',
		example: 'info',
		parse: parseLogLevel,
		absent: 'info',
	}),
	WAYPOST_CREDENTIALS_URL: setting<string | null>({
		description: 'Store of the credentials.',
		fallback: '(the database in the data folder)',
		example: 'sqlite:',
		parse: parseCredentialsUrl,
		absent: null,
	}),
	WAYPOST_WHATSAPP_URL: setting<string | null>({
		description: 'WebSocket URL of a sandbox, in place of WhatsApp.',
		fallback: '(WhatsApp)',
		example: 'ws://127.0.0.1:9298/ws/chat',
		parse: parseSandboxUrl,
		absent: null,
	}),
	WAYPOST_WHATSAPP_ROOT_KEY: setting<string | null>({
		description: 'Root key of that sandbox, as its GET /v1/info says.',
		fallback: '(WhatsApp)',
		example: '64 hexadecimal digits',
		parse: parseRootKey,
		absent: null,
	}),
	WAYPOST_WHATSAPP_CA_FILE: setting<string | null>({
		description: 'Certificate file of that sandbox, for media over TLS.',
		fallback: '(none)',
		example: '/tmp/waypost-sandbox/ca.pem',
		parse: parsePath,
		absent: null,
	}),
} as const;

/** The name of a setting in the environment. */
export type Variable = keyof typeof SETTINGS;
export type Values = { -readonly [V in Variable]: (typeof SETTINGS)[V]['absent'] };
