import type { Response } from 'express';
import type { Caller } from '../keys/caller.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { EventFilter, EventPosition, EventReader } from './event-log.store.js';
import { EventStream } from './event-stream.js';

/** What the streams need to know of the API keys. */
export interface KeyWatch {
	/** False once the key is revoked or expired. */
	isValid(keyId: string | null): boolean;
	onRevoked(listener: (keyId: string) => void): () => void;
}

export interface EventStreamsOptions {
	log: EventReader;
	keys: KeyWatch;
	logger: Logger;
	clock?: Clock;
}

/** A browser with some tabs, n8n and Node-RED with a trigger per flow: all may share a key. */
const MAX_PER_KEY = 20;
const RETRY_AFTER_S = 15;

/** The open event streams, by API key. */
export class EventStreams {
	readonly #log: EventReader;
	readonly #keys: KeyWatch;
	readonly #logger: Logger;
	readonly #clock: Clock;
	readonly #open = new Map<string | null, Set<EventStream>>();
	readonly #unsubscribe: () => void;
	#isClosed = false;

	constructor({ log, keys, logger, clock = systemClock }: EventStreamsOptions) {
		this.#log = log;
		this.#keys = keys;
		this.#logger = logger;
		this.#clock = clock;
		this.#unsubscribe = keys.onRevoked((keyId) => this.#endAll(keyId));
	}

	/** @throws WaypostError RATE_LIMITED when the key has too many streams already. */
	assertRoom({ keyId, name }: Caller): void {
		if (this.#isClosed) throw new WaypostError('SHUTTING_DOWN');
		if ((this.#open.get(keyId)?.size ?? 0) < MAX_PER_KEY) return;
		throw new WaypostError(
			'RATE_LIMITED',
			`The API key "${name}" has ${MAX_PER_KEY} event streams open. Close one, or use another key.`,
			{ retryAfter: RETRY_AFTER_S },
		);
	}

	/** Writes the events to the answer until either side ends it. */
	open(response: Response, caller: Caller, filter: EventFilter, after: EventPosition | null): void {
		const { keyId } = caller;
		const stream = new EventStream({
			...{ response, filter, after, log: this.#log, clock: this.#clock, logger: this.#logger },
			isValid: () => this.#keys.isValid(keyId),
		});
		const streams = this.#open.get(keyId) ?? new Set();
		this.#open.set(keyId, streams.add(stream));
		this.#logger.debug({ keyId, streams: streams.size }, 'event stream opened');
		stream.open(() => {
			streams.delete(stream);
			this.#logger.debug({ keyId, streams: streams.size }, 'event stream ended');
			if (streams.size === 0 && this.#open.get(keyId) === streams) this.#open.delete(keyId);
		});
	}

	/** Ends every stream. May be called twice. */
	close(): Promise<void> {
		this.#isClosed = true;
		this.#unsubscribe();
		for (const keyId of [...this.#open.keys()]) this.#endAll(keyId);
		return Promise.resolve();
	}

	#endAll(keyId: string | null): void {
		for (const stream of this.#open.get(keyId) ?? []) stream.end();
	}
}
