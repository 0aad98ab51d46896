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

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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
	readonly maxSessions: number | null;
	readonly logLevel: LogLevel;
	readonly whatsapp: WhatsAppConfig;
}
