import type { Logger as PinoLogger } from 'pino';

/** The daemon's logger: pino's, with secrets and phone numbers taken out. */
export type Logger = PinoLogger;
