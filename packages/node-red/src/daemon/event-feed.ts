import { isApiError, type ApiError, type Waypost, type WaypostEvent } from '@waypost/client';
import { pause } from './pause.js';

export interface EventFeedOptions {
	/** Id of the last event that was handled before; undefined to begin with the next one. */
	after: string | undefined;
	/** Handles one event. The next one comes when it is done. */
	onEvent: (event: WaypostEvent) => void | Promise<void>;
	/** It begins with new events: those after this one. */
	onStart?: ((position: string) => void) | undefined;
	/** What the log of Node-RED is told. */
	onGap: () => void;
	onError: (error: unknown) => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** The place is older than the log, or of another daemon. */
const LOST_PLACE: readonly string[] = ['EVENTS_EXPIRED', 'INVALID_REQUEST'];

/**
 * The events for one node, in order, one at a time, none twice. When a node comes back after a Deploy
 * or a restart it first gets what it missed, from the log of the daemon, while live events wait.
 */
export class EventFeed {
	readonly #options: EventFeedOptions;
	readonly #stop = new AbortController();
	#position: string | undefined;
	#work: Promise<void> = Promise.resolve();

	constructor(options: EventFeedOptions) {
		this.#options = options;
		this.#position = options.after;
	}

	/** Id of the last event that was handled; undefined while it is not known where the log stands. */
	get position(): string | undefined {
		return this.#position;
	}

	/**
	 * The live stream is open.
	 *
	 * @param position - the id its events come after.
	 */
	open(client: Waypost, position: string | undefined): void {
		this.#enqueue(async () => {
			if (this.#position === undefined) this.#begin(position);
			else if (position === undefined || this.#position < position)
				await this.#catchUp(client, position);
		});
	}

	push(event: WaypostEvent): void {
		this.#enqueue(() => this.#handle(event));
	}

	/** Nothing is handled afterwards; resolves when what is being handled is done. */
	close(): Promise<void> {
		this.#stop.abort();
		return this.#work;
	}

	#begin(position: string | undefined): void {
		this.#position = position;
		if (position !== undefined) this.#options.onStart?.(position);
	}

	#enqueue(work: () => Promise<void>): void {
		this.#work = this.#work.then(() => (this.#stop.signal.aborted ? undefined : work()));
	}

	async #handle(event: WaypostEvent): Promise<void> {
		if (this.#stop.signal.aborted) return;
		// Ids sort by time: what is not after the last one came both from the log and live.
		if (this.#position !== undefined && event.id <= this.#position) return;
		try {
			await this.#options.onEvent(event);
		} catch (error) {
			// A node that was stopped on the way has not handled it: it comes again.
			if (this.#stop.signal.aborted) return;
			this.#options.onError(error);
		}
		this.#position = event.id;
	}

	/** Reads the log to its end, however often the daemon is away meanwhile. */
	async #catchUp(client: Waypost, position: string | undefined): Promise<void> {
		let isGap = false;
		for (let delayMs = FIRST_RETRY_MS; !this.#stop.signal.aborted; delayMs *= 2) {
			try {
				await this.#readLog(client, isGap ? undefined : this.#position);
				return;
			} catch (error) {
				if (this.#stop.signal.aborted) return;
				if (isRefusal(error)) {
					if (isGap || !LOST_PLACE.includes(error.code)) return this.#options.onError(error);
					isGap = true;
					this.#options.onGap();
					// A place of another log says nothing of this one: nobody wants its old events.
					if (error.code === 'INVALID_REQUEST') return this.#begin(position);
				} else {
					await pause(Math.min(delayMs, LONGEST_RETRY_MS), this.#stop.signal);
				}
			}
		}
	}

	async #readLog(client: Waypost, after: string | undefined): Promise<void> {
		const missed = client.events.listAll({
			limit: 100,
			...(after !== undefined && { after }),
			signal: this.#stop.signal,
		});
		for await (const event of missed) await this.#handle(event);
	}
}

/** The daemon itself says no; what a proxy says in its place, it says until the daemon is back. */
const isRefusal = (error: unknown): error is ApiError =>
	isApiError(error) && error.problem !== null && !error.retryable && error.status < 500;
