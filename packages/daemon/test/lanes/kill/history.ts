import { writeFileSync } from 'node:fs';

/** What happened, in order, for whoever has to find out why a run failed. */
export class History {
	readonly #startedAt = performance.now();
	readonly #lines: string[] = [];

	/** @param what - such as `kill` or `send`. */
	add(what: string, facts: Record<string, unknown>): void {
		const ms = Math.round(performance.now() - this.#startedAt);
		this.#lines.push(JSON.stringify({ ms, what, ...facts }));
	}

	/** One JSON object a line. */
	writeTo(file: string): void {
		writeFileSync(file, `${this.#lines.join('\n')}\n`);
	}
}
