/** Reads the text of an event stream, block by block. */
export class StreamReader {
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	readonly #decoder = new TextDecoder();
	#buffer = '';

	constructor(response: Response) {
		if (!response.body) throw new Error('The answer has no body.');
		this.#reader = response.body.getReader();
	}

	/** The next block, comments included; null at the end of the stream. */
	async nextBlock(): Promise<string | null> {
		for (;;) {
			const end = this.#buffer.indexOf('\n\n');
			if (end >= 0) {
				const block = this.#buffer.slice(0, end);
				this.#buffer = this.#buffer.slice(end + 2);
				return block;
			}
			const { value, done } = await this.#reader.read();
			if (done) return null;
			this.#buffer += this.#decoder.decode(value, { stream: true });
		}
	}

	/** The id of the next event; null at the end of the stream. */
	async nextId(): Promise<string | null> {
		for (;;) {
			const block = await this.nextBlock();
			if (block === null) return null;
			if (block.includes('\ndata: ')) return /^id: (\w+)$/m.exec(block)?.[1] ?? '';
		}
	}

	async ids(count: number): Promise<(string | null)[]> {
		const ids: (string | null)[] = [];
		while (ids.length < count) ids.push(await this.nextId());
		return ids;
	}

	cancel(): Promise<void> {
		return this.#reader.cancel();
	}
}
