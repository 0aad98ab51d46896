export interface EventStreamOptions<E extends { readonly type: string }> {
	readonly url: string;
	/** Names of the events to hear of: a browser delivers only those it was asked for by name. */
	readonly types: readonly E['type'][];
	onEvent(event: E): void;
	/** The stream runs; after an interruption too, when what was missed has to be read again. */
	onOpen(): void;
	/** The stream was interrupted; it is opened again by itself. */
	onLost(): void;
}

const REOPEN_MS = 2_000;

/** Follows a stream of server-sent events until it is closed. */
export class EventStream<E extends { readonly type: string }> {
	readonly #options: EventStreamOptions<E>;
	#source: EventSource | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: EventStreamOptions<E>) {
		this.#options = options;
		this.#open();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#source?.close();
	}

	#open(): void {
		const { url, types, onEvent, onOpen } = this.#options;
		const source = new EventSource(url);
		this.#source = source;
		source.addEventListener('open', () => onOpen());
		source.addEventListener('error', () => this.#lost(source));
		for (const type of types) {
			source.addEventListener(type, ({ data }: MessageEvent<string>) =>
				onEvent(JSON.parse(data) as E),
			);
		}
	}

	/** A browser tries again by itself, except after an answer that is not a stream. */
	#lost(source: EventSource): void {
		this.#options.onLost();
		if (source.readyState !== EventSource.CLOSED) return;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#open(), REOPEN_MS);
	}
}
