import type { Logger } from 'pino';

/** What Baileys asks of a logger (`Utils/logger.d.ts`). */
export interface BaileysLogger {
	level: string;
	child(fields: Record<string, unknown>): BaileysLogger;
	trace(fields: unknown, message?: string): void;
	debug(fields: unknown, message?: string): void;
	info(fields: unknown, message?: string): void;
	warn(fields: unknown, message?: string): void;
	error(fields: unknown, message?: string): void;
}

const MAX_LENGTH = 300;

/** The reason a connection ended is told by the connection; in Baileys' event buffer nothing waits. */
const NO_NEWS = /^(stream errored out|Buffer timeout reached)/;

/** Phone numbers, LIDs and long ids do not belong in a log. */
const redact = (text: string): string => text.slice(0, MAX_LENGTH).replace(/\d{6,}/g, '…');

/**
 * A logger for Baileys that says what went wrong and not with whom: of what Baileys hands over only
 * an error's own words pass. Frames, stanzas, keys, QR codes and message text are dropped. What
 * Baileys calls an error (every restart WhatsApp asks for is one) is a warning here.
 *
 * @param isActive - false once the connection has ended: what fails then fails because of that.
 */
export function baileysLogger(logger: Logger, isActive: () => boolean): BaileysLogger {
	const write = (fields: unknown, message?: string): void => {
		const text = typeof fields === 'string' ? fields : (message ?? '');
		if (!isActive() || NO_NEWS.test(text)) return;
		logger.warn(errorIn(fields), `WhatsApp: ${redact(text)}`);
	};
	const drop = (): void => {};
	const quiet: BaileysLogger = {
		level: 'warn',
		child: () => quiet,
		trace: drop,
		debug: drop,
		info: drop,
		warn: write,
		error: write,
	};
	return quiet;
}

function errorIn(fields: unknown): { reason?: string } {
	if (typeof fields !== 'object' || fields === null) return {};
	const { err, error, e, trace } = fields as Record<string, unknown>;
	const found = err ?? error ?? e ?? trace;
	if (found instanceof Error) return { reason: redact(found.message) };
	// `trace` is a stack: its first line says what, the rest says where in Baileys.
	if (typeof found === 'string') return { reason: redact(found.split('\n', 1)[0] ?? '') };
	return {};
}
