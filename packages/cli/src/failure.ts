import { note } from './terminal.js';

/** Exit code of a mistake in the configuration (EX_CONFIG of sysexits.h). */
export const CONFIGURATION_MISTAKE = 78;

export interface CommandErrorOptions extends ErrorOptions {
	/** For programs, in SCREAMING_SNAKE. Default: `COMMAND_FAILED`. */
	code?: string;
	/** Default: 1. */
	exitCode?: number;
}

/** A command cannot do what it was asked; the message says what happened and what to do. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
	readonly code: string;
	readonly exitCode: number;

	constructor(message: string, options: CommandErrorOptions = {}) {
		super(message, options);
		this.code = options.code ?? 'COMMAND_FAILED';
		this.exitCode = options.exitCode ?? 1;
	}
}

/** Tells the user what went wrong, without a stack unless asked for; returns the exit code. */
export function reportFailure(error: unknown): number {
	note(sentenceOf(error));
	if (wantsStack() && error instanceof Error) note(error.stack);
	return error instanceof CommandError ? error.exitCode : 1;
}

/** One sentence, or a few lines, for a person. */
export function sentenceOf(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return text === '' ? 'Something failed and did not say what.' : text;
}

/** The code of a failure for programs. */
export function codeOf(error: unknown): string {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : 'COMMAND_FAILED';
}

/** A port that is taken, in words; every other error as it is. */
export function explainPort(error: unknown, port: number): unknown {
	const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
	if (code !== 'EADDRINUSE' && cause?.code !== 'EADDRINUSE') return error;
	return new CommandError(
		`Port ${port} is taken by another program. Stop it, or choose another port with --port.`,
		{ code: 'PORT_TAKEN', cause: error },
	);
}

const wantsStack = () => ['debug', 'trace'].includes(process.env['WAYPOST_LOG_LEVEL'] ?? '');
