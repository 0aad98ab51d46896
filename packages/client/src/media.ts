/**
 * The bytes of an attachment, as they arrive. Read `stream`, or call one of the two methods: once,
 * since the bytes pass only once. Not reading them keeps a connection open; `cancel()` ends it.
 */
export class Media {
	/** Such as `image/jpeg`. */
	readonly mimeType: string;
	/** Bytes; null when the daemon does not say. */
	readonly size: number | null;
	readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
	readonly #response: Response;

	constructor(response: Response) {
		this.#response = response;
		this.mimeType = response.headers.get('content-type') ?? 'application/octet-stream';
		const length = response.headers.get('content-length');
		this.size = length === null ? null : Number(length);
		this.stream = response.body ?? emptyStream();
	}

	/** All bytes at once. */
	arrayBuffer(): Promise<ArrayBuffer> {
		return this.#response.arrayBuffer();
	}

	/** All bytes at once, with their type: ready for `URL.createObjectURL`. */
	blob(): Promise<Blob> {
		return this.#response.blob();
	}

	/** Ends the transfer without reading the rest. */
	async cancel(): Promise<void> {
		await this.stream.cancel();
	}
}

const emptyStream = () =>
	new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (controller) => controller.close() });
