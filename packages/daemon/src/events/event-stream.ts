import type { WaypostEvent } from '@waypost/contract';
import type { Response } from 'express';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import {
	ORIGIN_ID,
	type EventFilter,
	type EventPosition,
	type EventReader,
} from './event-log.store.js';

/** Below the 15 s of the contract, also when a timer is late. */
const HEARTBEAT_MS = 10_000;
/** A client that takes nothing for so long is cut; it resumes where it was. */
const STALLED_MS = 60_000;
const BATCH = 100;

export interface EventStreamOptions {
	response: Response;
	log: EventReader;
	filter: EventFilter;
	/** Where to begin; null for new events only. */
	after: EventPosition | null;
	clock: Clock;
	logger: Logger;
	/** Asked at each heartbeat; false ends the stream. */
	isValid: () => boolean;
}

/** One event in the form of the HTML standard, section "Server-sent events". */
export const formatEvent = (event: WaypostEvent): string =>
	`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/**
 * One client that follows the log. A new event is only a reason to read on from where the client is,
 * so catching up and following live are the same, with no gap and nothing twice. It reads on when
 * the client has taken what it got: the buffer holds one event over the socket's own limit at most.
 */
export class EventStream {
	readonly #options: EventStreamOptions;
	#position: EventPosition;
	/** Of the last id that the client was given. */
	#toldPosition: EventPosition;
	#isOpen = true;
	#isBlocked = false;
	#unsubscribe: () => void = () => {};
	#cancelHeartbeat: CancelTimer = () => {};
	#cancelStalled: CancelTimer = () => {};

	constructor(options: EventStreamOptions) {
		this.#options = options;
		this.#position = options.after ?? options.log.newest()?.position ?? 0;
		this.#toldPosition = this.#position;
	}

	/** @param onEnd - called once when the stream has ended, whoever ended it. */
	open(onEnd: () => void): void {
		const { response, log, after } = this.#options;
		// An id without data is no event, but lets a client resume that was cut before the first one.
		const start = log.newest()?.id ?? ORIGIN_ID;
		response.once('close', () => {
			this.end();
			onEnd();
		});
		response.on('drain', () => this.#onDrain());
		response.status(200).set({
			'Content-Type': 'text/event-stream',
			'Cache-Control': 'no-store, no-transform',
			'X-Accel-Buffering': 'no',
		});
		response.flushHeaders();
		this.#write(after === null ? `id: ${start}\n\n` : ': open\n\n');
		this.#unsubscribe = log.subscribe(() => this.#pump());
		this.#scheduleHeartbeat();
		this.#pump();
	}

	/** Ends the answer; the client may resume. May be called twice. */
	end(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#unsubscribe();
		this.#cancelHeartbeat();
		this.#cancelStalled();
		const { response } = this.#options;
		// A client that does not read would never take the end.
		if (this.#isBlocked) response.destroy();
		else response.end();
	}

	#pump(): void {
		this.#orEnd(() => this.#readOn());
	}

	/** Whatever goes wrong ends the stream: the client resumes, and is told why it cannot. */
	#orEnd(work: () => void): void {
		try {
			work();
		} catch (err) {
			this.#options.logger.warn({ err }, 'an event stream could not go on');
			this.end();
		}
	}

	#readOn(): void {
		const { log, filter } = this.#options;
		while (this.#isOpen && !this.#isBlocked) {
			// Overtaken by retention: going on would skip what was removed.
			if (this.#position < (log.removed()?.position ?? 0)) return this.end();
			const { entries, position, isEnd } = log.read(this.#position, filter, BATCH);
			for (const entry of entries) {
				if (this.#isBlocked) return;
				this.#write(formatEvent(entry.event));
				this.#position = entry.position;
				this.#toldPosition = entry.position;
			}
			this.#position = position;
			if (isEnd) return;
		}
	}

	#write(text: string): void {
		if (this.#options.response.write(text) || this.#isBlocked) return;
		this.#isBlocked = true;
		this.#cancelStalled = this.#options.clock.after(STALLED_MS, () => this.end());
	}

	#onDrain(): void {
		this.#isBlocked = false;
		this.#cancelStalled();
		this.#pump();
	}

	#scheduleHeartbeat(): void {
		this.#cancelHeartbeat = this.#options.clock.after(HEARTBEAT_MS, () =>
			this.#orEnd(() => this.#beat()),
		);
	}

	#beat(): void {
		if (!this.#options.isValid()) return this.end();
		if (!this.#isBlocked) this.#write(`: heartbeat\n${this.#newCursor()}\n`);
		this.#scheduleHeartbeat();
	}

	/**
	 * Where the client stands now, when the filter kept much from it: else the id it resumes from would
	 * become older than the log, though it has missed nothing.
	 */
	#newCursor(): string {
		const newest = this.#options.log.newest();
		if (newest?.position !== this.#position || this.#toldPosition === this.#position) return '';
		this.#toldPosition = this.#position;
		return `id: ${newest.id}\n`;
	}
}
