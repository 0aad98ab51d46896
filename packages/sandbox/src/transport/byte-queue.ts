const NOTHING = Buffer.alloc(0);
/** An empty queue keeps no more room than this. */
const KEPT_ROOM = 64 * 1024;

/**
 * Bytes that arrived and are not used yet. They are copied into one buffer that grows by doubling, so
 * that a client which sends its frames byte by byte costs neither time nor memory out of proportion.
 */
export class ByteQueue {
	#buffer = NOTHING;
	#start = 0;
	#end = 0;

	get length(): number {
		return this.#end - this.#start;
	}

	/** What waits, until the next call of `push` or `take`. */
	get bytes(): Buffer {
		return this.#buffer.subarray(this.#start, this.#end);
	}

	push(bytes: Buffer): void {
		this.#makeRoom(bytes.length);
		bytes.copy(this.#buffer, this.#end);
		this.#end += bytes.length;
	}

	/** Takes so many bytes out. */
	take(count: number): Buffer {
		const taken = Buffer.from(this.bytes.subarray(0, count));
		this.#start += taken.length;
		if (this.length === 0 && this.#buffer.length > KEPT_ROOM) this.#buffer = NOTHING;
		if (this.length === 0) this.#start = this.#end = 0;
		return taken;
	}

	#makeRoom(count: number): void {
		if (this.#end + count <= this.#buffer.length) return;
		const waiting = this.bytes;
		const needed = waiting.length + count;
		const room =
			needed <= this.#buffer.length
				? this.#buffer
				: Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
		waiting.copy(room);
		this.#buffer = room;
		this.#start = 0;
		this.#end = waiting.length;
	}
}
