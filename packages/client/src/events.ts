import type { EventsTicket, EventType, Page, WaypostEvent } from '@waypost/contract';
import { backOffDelay, pause, type BackOff } from './back-off.js';
import { ApiError, NetworkError, TimeoutError, WaypostError } from './errors.js';
import { connectEvents } from './event-connection.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

export interface EventFilter {
	/** Only these types. Default: all. */
	type?: EventType | readonly EventType[];
	/** Only this session. Default: every session of the key. */
	session?: string;
}

export interface ListEventsOptions extends ListOptions, EventFilter {}

export interface StreamOptions extends EventFilter {
	/**
	 * Id of the last event already handled; the stream starts with the one after it. Keep the id of
	 * each event you have handled, and pass it after a restart of your program to miss nothing.
	 * Default: only events from now on.
	 */
	after?: string;
	/** Ends the stream: the loop over it finishes without an error, and the socket is closed. */
	signal?: AbortSignal;
	/**
	 * What to do when the connection ends: wait and connect again (`true`, the default, or the
	 * waits), or end the stream (`false`: finish when the daemon ended it, throw when it broke).
	 */
	reconnect?: boolean | BackOff;
	/**
	 * Milliseconds without a byte after which the daemon counts as gone. It sends a heartbeat every
	 * 15 seconds at the latest. Default: 45,000.
	 */
	silenceMs?: number;
	/** Called each time the stream is open: every event from then on will come. */
	onOpen?: () => void;
	/**
	 * Called when the stream begins with new events, before the first of them, with the id that they
	 * come after: keep it as you keep the id of an event. Not called with `after`, which says it already.
	 */
	onPosition?: (eventId: string) => void;
	/** Called each time the connection ended and another attempt follows after `delayMs`. */
	onReconnect?: (cause: WaypostError | null, delayMs: number) => void;
}

const DEFAULT_SILENCE_MS = 45_000;

/** What happened: the durable log, and the live stream of it. Needs `events:read`. */
export class Events {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * One page of the event log, oldest first.
	 *
	 * @throws ApiError `INVALID_REQUEST` (400) for an unknown `after`, `EVENTS_EXPIRED` (410) for one
	 *   that is older than the log
	 */
	list(options: ListEventsOptions = {}): Promise<Page<WaypostEvent>> {
		const { signal, ...query } = options;
		return this.#requester.json({ method: 'GET', path: '/v1/events', query, signal });
	}

	/** Every event of the log up to now, page after page. */
	listAll(options: ListEventsOptions = {}): AsyncGenerator<WaypostEvent, void, undefined> {
		return rowsOf((page) => this.list(page), options);
	}

	/**
	 * A ticket that opens one event stream within 30 seconds, for the `EventSource` of a browser, which
	 * cannot send a key: `new EventSource(url + '/v1/events?ticket=' + ticket)`. When that stream ends,
	 * ask for another ticket and add `&after=` with the id of the last event. {@link stream} needs none.
	 *
	 * @throws ApiError `RATE_LIMITED` (429) with 20 tickets that were not used
	 */
	createTicket(options: CallOptions = {}): Promise<EventsTicket> {
		return this.#requester.json({
			method: 'POST',
			path: '/v1/events/ticket',
			signal: options.signal,
		});
	}

	/**
	 * The live stream of events. Reconnects by itself and goes on after the last event it gave, so
	 * none is skipped and none comes twice. Ends when `signal` aborts; throws when trying again is
	 * of no use (401, 403, and every other answer that says the request is wrong).
	 *
	 * @example
	 * const stop = new AbortController();
	 * for await (const event of waypost.events.stream({ type: 'message.received', signal: stop.signal })) {
	 *   console.log(event.data.message.from.phoneNumber, event.data.message.text);
	 * }
	 * @throws ApiError `UNAUTHORIZED`, `KEY_EXPIRED` (401), `FORBIDDEN` (403), `INVALID_REQUEST` (400),
	 *   `EVENTS_EXPIRED` (410) when `after` is older than the log, which the error says how to go on from
	 */
	stream<T extends EventType = EventType>(
		options: StreamOptions & { type?: T | readonly T[] } = {},
	): AsyncGenerator<Extract<WaypostEvent, { type: T }>, void, undefined> {
		// The daemon filters by type; the parameter only carries that to the compiler.
		return streamEvents(this.#requester, options) as AsyncGenerator<
			Extract<WaypostEvent, { type: T }>,
			void,
			undefined
		>;
	}
}

/** Where a stream stands across its connections. */
interface Progress {
	/** Events up to and including this id were given out, or were there before the stream began. */
	lastEventId: string | null;
	/** Connections in a row that brought nothing. */
	failures: number;
	/** The server's own wish for the first wait. */
	retryMs: number | null;
}

async function* streamEvents(
	requester: Requester,
	options: StreamOptions,
): AsyncGenerator<WaypostEvent, void, undefined> {
	const { reconnect = true, signal = new AbortController().signal } = options;
	const progress: Progress = { lastEventId: options.after ?? null, failures: 0, retryMs: null };
	while (!signal.aborted) {
		let cause: WaypostError | null = null;
		try {
			yield* newEvents(requester, options, signal, progress);
		} catch (error) {
			if (signal.aborted) return;
			if (reconnect === false || !isWorthRetrying(error)) throw error;
			cause = error;
		}
		if (reconnect === false || signal.aborted) return;
		progress.failures++;
		const delayMs = delayBefore(progress, cause, reconnect === true ? {} : reconnect);
		options.onReconnect?.(cause, delayMs);
		await pause(delayMs, signal);
	}
}

/** The events of one connection that were not given out before. */
async function* newEvents(
	requester: Requester,
	options: StreamOptions,
	signal: AbortSignal,
	progress: Progress,
): AsyncGenerator<WaypostEvent, void, undefined> {
	const blocks = connectEvents({
		requester,
		query: { type: options.type, session: options.session },
		lastEventId: progress.lastEventId,
		silenceMs: options.silenceMs ?? DEFAULT_SILENCE_MS,
		signal,
		onOpen: () => options.onOpen?.(),
		onRetry: (ms) => (progress.retryMs = ms),
	});
	for await (const block of blocks) {
		progress.failures = 0;
		const event = block.data === '' ? null : parseEvent(block.data);
		const id = event?.id ?? block.id;
		// Ids sort by time (contract, WaypostEvent): whatever is not after the last one is a repeat.
		if (!id || (progress.lastEventId !== null && id <= progress.lastEventId)) continue;
		if (!event && progress.lastEventId === null) options.onPosition?.(id);
		progress.lastEventId = id;
		if (event) yield event;
		if (signal.aborted) return;
	}
}

function parseEvent(data: string): WaypostEvent {
	let event: unknown;
	try {
		event = JSON.parse(data);
	} catch {
		event = null;
	}
	if (typeof event === 'object' && event !== null && 'id' in event && 'type' in event) {
		return event as WaypostEvent;
	}
	throw new WaypostError(
		'INVALID_EVENT',
		'The event stream carried something that is not an event. Check what answers at the url.',
	);
}

/** A failure that may pass: no answer, too slow, too busy, or a fault of the server. */
function isWorthRetrying(error: unknown): error is WaypostError {
	if (error instanceof NetworkError || error instanceof TimeoutError) return true;
	return (
		error instanceof ApiError &&
		(error.retryable || error.status >= 500 || error.status === 429 || error.status === 408)
	);
}

function delayBefore(progress: Progress, cause: WaypostError | null, backOff: BackOff): number {
	const asked = cause instanceof ApiError ? (cause.retryAfter ?? 0) * 1000 : 0;
	const minDelayMs = backOff.minDelayMs ?? progress.retryMs;
	const delay = backOffDelay(
		progress.failures,
		minDelayMs === null ? backOff : { ...backOff, minDelayMs },
	);
	return Math.max(asked, delay);
}
