import { inspect } from 'node:util';

const METHODS = ['info', 'warn', 'error'] as const;

/**
 * libsignal logs to the console, whole Signal sessions with their keys among it. Keeps what it calls
 * errors, and drops the rest, until it is closed.
 */
export class ConsoleErrors {
	readonly lines: string[] = [];
	readonly #original = METHODS.map((method) => [method, console[method]] as const);

	constructor() {
		console.info = () => undefined;
		console.warn = () => undefined;
		console.error = (...parts: unknown[]) => {
			this.lines.push(
				parts.map((part) => (typeof part === 'string' ? part : inspect(part))).join(' '),
			);
		};
	}

	close(): void {
		for (const [method, original] of this.#original) console[method] = original;
	}
}
