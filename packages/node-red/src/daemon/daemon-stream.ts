import {
	isApiError,
	type BackOff,
	type Waypost,
	type WaypostError,
	type WaypostEvent,
} from '@waypost/client';
import { pause } from './pause.js';

/** How the event stream stands. `refused`: the daemon says no, or the settings cannot be used. */
export type DaemonState = 'idle' | 'connecting' | 'connected' | 'disconnected' | 'refused';

export interface StreamTimes {
	/** Waits between attempts; for tests. */
	backOff?: BackOff;
	/** Milliseconds before asking again after a no; for tests. */
	refusedDelayMs?: number;
	/** Milliseconds without a byte after which the daemon counts as gone; for tests. */
	silenceMs?: number;
}

export interface DaemonStreamOptions extends StreamTimes {
	client: Waypost;
	/** Ends the stream. */
	signal: AbortSignal;
	onState: (state: DaemonState, error: WaypostError | null) => void;
	/** A stream began with new events: those after this one. */
	onPosition: (eventId: string) => void;
	onEvent: (event: WaypostEvent) => void;
	/** Once for each time the daemon goes away, not for each attempt. */
	onLost: (error: WaypostError) => void;
	/** It is back, after `onLost`. */
	onRestored: () => void;
}

/** A wrong key is not tried often: the daemon locks out who does. */
const REFUSED_DELAY_MS = 60_000;

/** One event stream that comes back by itself, whatever becomes of the daemon. */
export class DaemonStream {
	readonly #options: DaemonStreamOptions;
	#position: string | undefined;
	#nextAttempt: NodeJS.Timeout | undefined;
	#isAway = false;

	constructor(options: DaemonStreamOptions) {
		this.#options = options;
	}

	/** Id of the newest event that came, or that the stream began after; undefined before it began. */
	get position(): string | undefined {
		return this.#position;
	}

	/**
	 * Streams until its signal aborts. The client reconnects; what it takes for a no is asked again after
	 * a while.
	 */
	async run(): Promise<void> {
		const { signal, onState } = this.#options;
		while (!signal.aborted) {
			onState('connecting', null);
			try {
				await this.#read();
			} catch (error) {
				if (!signal.aborted) await this.#afterRefusal(error as WaypostError);
			}
		}
		clearTimeout(this.#nextAttempt);
	}

	async #read(): Promise<void> {
		const { client, signal, backOff, silenceMs, onEvent } = this.#options;
		const stream = client.events.stream({
			signal,
			reconnect: backOff ?? true,
			...(silenceMs !== undefined && { silenceMs }),
			onOpen: () => this.#onOpen(),
			onPosition: (eventId) => this.#onPosition(eventId),
			onReconnect: (cause, delayMs) => this.#onBroken(cause, delayMs),
		});
		for await (const event of stream) {
			this.#position = event.id;
			onEvent(event);
		}
	}

	#onOpen(): void {
		// A new stream first says where it begins: who stopped before that could not go on from there.
		if (this.#position !== undefined) this.#onConnected();
	}

	#onConnected(): void {
		clearTimeout(this.#nextAttempt);
		if (this.#isAway) this.#options.onRestored();
		this.#isAway = false;
		this.#options.onState('connected', null);
	}

	#onPosition(eventId: string): void {
		this.#position = eventId;
		this.#options.onPosition(eventId);
		this.#onConnected();
	}

	#onBroken(cause: WaypostError | null, delayMs: number): void {
		const { signal, onState } = this.#options;
		if (signal.aborted) return;
		// A daemon that ends the stream in good order comes back: said once it does not answer.
		if (cause) this.#sayLost(cause);
		onState('disconnected', cause);
		this.#nextAttempt = setTimeout(() => onState('connecting', null), delayMs);
	}

	async #afterRefusal(error: WaypostError): Promise<void> {
		const { signal, refusedDelayMs = REFUSED_DELAY_MS, onState } = this.#options;
		if (this.#position !== undefined && isLostPlace(error)) {
			// It begins anew, and each reader goes on from its own place.
			this.#position = undefined;
			return;
		}
		this.#sayLost(error);
		onState('refused', error);
		await pause(refusedDelayMs, signal);
	}

	#sayLost(error: WaypostError): void {
		if (!this.#isAway) this.#options.onLost(error);
		this.#isAway = true;
	}
}

/** The daemon no longer knows the event that the stream was to go on after. */
const isLostPlace = (error: WaypostError): boolean =>
	isApiError(error) && ['EVENTS_EXPIRED', 'INVALID_REQUEST'].includes(error.code);
