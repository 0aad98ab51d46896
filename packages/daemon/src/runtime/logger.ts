import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from './log-levels.js';
import { hideApiKeys, shortenJids, shortenPhoneNumbers } from './shorten-identifiers.js';

/** The daemon's logger: pino's, with secrets and phone numbers taken out. */
export type Logger = PinoLogger;

export interface LoggerOptions {
	level: LogLevel;
	/** Takes each line of JSON; stdout by default. */
	destination?: DestinationStream;
}

const SECRET_FIELDS = [
	'authorization',
	'cookie',
	'["set-cookie"]',
	'["x-api-key"]',
	'apiKey',
	'adminKey',
	'key',
	'secret',
	'password',
	'creds',
	'credentials',
	'keys',
	'pairingCode',
	'qr',
	'qrImage',
	'ticket',
	'text',
	'caption',
];
/** Pino's wildcards match one level each: a field is found down to the third. */
const SECRET_PATHS = SECRET_FIELDS.flatMap((field) => {
	const tail = field.startsWith('[') ? field : `.${field}`;
	return [field, `*${tail}`, `*.*${tail}`];
});

/** Catches what is inside sentences and stacks, where no field name tells. */
const scrubbing = (destination: DestinationStream): DestinationStream => ({
	write: (line) => destination.write(hideApiKeys(shortenJids(shortenPhoneNumbers(line)))),
});

/** A logger of JSON lines. Keys, codes, credentials and message texts never get through. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
	return pino(
		{
			level,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			redact: { paths: SECRET_PATHS, censor: '[hidden]' },
		},
		scrubbing(destination ?? pino.destination({ dest: 1, sync: true })),
	);
}
