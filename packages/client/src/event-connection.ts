import type { Query } from './address.js';
import { EventStreamParser, type StreamBlock } from './event-stream.js';
import { NetworkError, TimeoutError, WaypostError } from './errors.js';
import { unreadableAnswer } from './problem.js';
import type { Requester } from './request.js';

/** One connection of an event stream, to its end. */
export interface EventConnectionOptions {
	requester: Requester;
	query: Query;
	/** Id of the last event already seen, or null for new events only. */
	lastEventId: string | null;
	/** Milliseconds without a byte after which the server counts as gone. */
	silenceMs: number;
	signal: AbortSignal;
	/** The stream is open: every event from now on will come. */
	onOpen: () => void;
	/** The server asked for another wait before reconnecting. */
	onRetry: (ms: number) => void;
}

/**
 * Opens the stream and yields its blocks; ends when the server ends it. Throws `NetworkError` when
 * it breaks, `TimeoutError` when it falls silent. Closes its socket however it is left.
 */
export async function* connectEvents(
	options: EventConnectionOptions,
): AsyncGenerator<StreamBlock, void, undefined> {
	const stop = new AbortController();
	const signal = AbortSignal.any([options.signal, stop.signal]);
	try {
		const response = await openStream(options, signal);
		options.onOpen();
		const parser = new EventStreamParser();
		for await (const bytes of chunksOf(response, options, stop)) {
			const blocks = parser.push(bytes);
			if (parser.retryMs !== null) options.onRetry(parser.retryMs);
			yield* blocks;
		}
	} finally {
		stop.abort();
	}
}

async function openStream(options: EventConnectionOptions, signal: AbortSignal): Promise<Response> {
	const { requester, query, lastEventId } = options;
	const response = await requester.open({
		method: 'GET',
		path: '/v1/events',
		query,
		headers: { accept: 'text/event-stream', 'last-event-id': lastEventId ?? undefined },
		signal,
	});
	const type = response.headers.get('content-type') ?? '';
	if (type.startsWith('text/event-stream')) return response;
	throw unreadableAnswer(response, (await response.text()).slice(0, 1_000), requester.url);
}

/** The chunks of the body; throws when none came for `silenceMs`. */
async function* chunksOf(
	response: Response,
	{ requester, silenceMs }: EventConnectionOptions,
	stop: AbortController,
): AsyncGenerator<Uint8Array, void, undefined> {
	if (!response.body) return;
	const silence = new TimeoutError(
		`The event stream of ${requester.url} was silent for ${silenceMs / 1000} seconds.`,
	);
	const reader = response.body.getReader();
	try {
		while (true) {
			const timer = setTimeout(() => stop.abort(silence), silenceMs);
			const { done, value } = await reader.read().finally(() => clearTimeout(timer));
			if (done) return;
			yield value;
		}
	} catch (error) {
		if (stop.signal.aborted) throw silence;
		if (error instanceof WaypostError) throw error;
		throw new NetworkError(requester.url, `The event stream of ${requester.url} broke.`, {
			cause: error,
		});
	} finally {
		reader.releaseLock();
	}
}
