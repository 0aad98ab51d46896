import { on } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a Node-RED process writes to its log. */
export class NodeRedLog {
	readonly #lines: string[] = [];
	readonly #reader: Interface;

	constructor(output: Readable) {
		this.#reader = createInterface({ input: output });
		this.#reader.on('line', (line) => this.#lines.push(line));
	}

	/** Waits until Node-RED says this, from now on. @returns the line. */
	async says(words: string): Promise<string> {
		const lines = on(this.#reader, 'line', { close: ['close'] }) as AsyncIterable<[string]>;
		for await (const [line] of lines) if (line.includes(words)) return line;
		throw new Error(`Node-RED ended without "${words}":\n${this.#lines.join('\n')}`);
	}
}
