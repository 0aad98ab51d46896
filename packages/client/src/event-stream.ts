/** One block of a text/event-stream. */
export interface StreamBlock {
	/** The last id seen so far, also when this block has none; null before the first. */
	id: string | null;
	/** The data lines joined by line feeds; empty for a block that only moves the id. */
	data: string;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads text/event-stream (HTML Standard §9.2.6) from chunks cut anywhere, also inside a character
 * or between CR and LF. Unlike a browser's EventSource it also yields blocks that have an id and no
 * data, since they say where the stream stands.
 */
export class EventStreamParser {
	/** Milliseconds the server asked to wait before reconnecting; null when it did not. */
	retryMs: number | null = null;

	readonly #decoder = new TextDecoder();
	#text = '';
	#data: string[] = [];
	#id: string | null = null;
	#hasNews = false;

	/** Takes the next bytes; returns the blocks they complete. */
	push(bytes: Uint8Array): StreamBlock[] {
		this.#text += this.#decoder.decode(bytes, { stream: true });
		const blocks: StreamBlock[] = [];
		let start = 0;
		for (let line = this.#nextLine(start); line; line = this.#nextLine(start)) {
			start = line.next;
			if (line.text !== '') this.#readField(line.text);
			else if (this.#hasNews) blocks.push(this.#takeBlock());
		}
		this.#text = this.#text.slice(start);
		return blocks;
	}

	/** The line that starts at `start`, or null while its end has not arrived. */
	#nextLine(start: number): { text: string; next: number } | null {
		for (let end = start; end < this.#text.length; end++) {
			const unit = this.#text.charCodeAt(end);
			if (unit === LINE_FEED) return { text: this.#text.slice(start, end), next: end + 1 };
			if (unit !== CARRIAGE_RETURN) continue;
			// CR at the very end: whether an LF belongs to it is known with the next chunk.
			if (end + 1 === this.#text.length) return null;
			const length = this.#text.charCodeAt(end + 1) === LINE_FEED ? 2 : 1;
			return { text: this.#text.slice(start, end), next: end + length };
		}
		return null;
	}

	#readField(line: string): void {
		const colon = line.indexOf(':');
		const name = colon === -1 ? line : line.slice(0, colon);
		const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
		if (name === 'data') {
			this.#data.push(value);
			this.#hasNews = true;
		} else if (name === 'id' && !value.includes('\0')) {
			this.#id = value;
			this.#hasNews = true;
		} else if (name === 'retry' && /^\d+$/.test(value)) {
			this.retryMs = Number(value);
		}
	}

	#takeBlock(): StreamBlock {
		const block = { id: this.#id, data: this.#data.join('\n') };
		this.#data = [];
		this.#hasNews = false;
		return block;
	}
}
