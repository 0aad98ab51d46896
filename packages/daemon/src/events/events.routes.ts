import type { Handlers, RouteAnswer, RouteRequest } from '../http/route.js';
import type { RedeemTicket } from '../http/admit.js';
import { callerOf } from '../http/caller-of.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { EventReader } from './event-log.store.js';
import { requirePosition, toEventFilter } from './event-query.js';
import { EventStreams, type KeyWatch } from './event-streams.js';
import { EventTickets, type EventTicketsOptions } from './event-tickets.js';

export interface EventsRoutesOptions {
	events: EventReader;
	keys: KeyWatch & Pick<EventTicketsOptions, 'recall'>;
	logger: Logger;
	clock?: Clock;
}

export interface EventsRoutes {
	handlers: Pick<Handlers, 'listEvents' | 'createEventsTicket'>;
	/** Lets in whoever holds a ticket; for the route that takes one. */
	redeemTicket: RedeemTicket;
	/** Ends all event streams. May be called twice. */
	close(): Promise<void>;
}

type ListEvents = RouteRequest<'listEvents'>;

const wantsStream = (request: ListEvents): boolean =>
	(request.header('accept') ?? '').includes('text/event-stream');

function page(request: ListEvents, events: EventReader): RouteAnswer {
	const { after, limit, ticket } = request.query;
	if (ticket !== undefined) {
		throw new WaypostError(
			'INVALID_REQUEST',
			'A ticket opens an event stream. Send `Accept: text/event-stream`, or an API key in place of the ticket.',
		);
	}
	const filter = toEventFilter(request.query, callerOf(request));
	const position = after === undefined ? 0 : requirePosition(events, after, 'after');
	const { entries } = events.read(position, filter, limit);
	const data = entries.map(({ event }) => event);
	const next = data.length === limit ? (data.at(-1)?.id ?? null) : null;
	return { status: 200, body: { data, next } };
}

/** `Last-Event-ID` wins: a browser sends it again and again beside the address it began with. */
function stream(request: ListEvents, events: EventReader, streams: EventStreams): RouteAnswer {
	const caller = callerOf(request);
	const filter = toEventFilter(request.query, caller);
	const lastEventId = request.header('last-event-id')?.trim() || undefined;
	const cursor = lastEventId ?? request.query.after;
	const field = lastEventId === undefined ? 'after' : 'Last-Event-ID';
	const position = cursor === undefined ? null : requirePosition(events, cursor, field);
	streams.assertRoom(caller);
	return {
		respond: (response, { method }) => {
			if (method === 'HEAD') response.type('text/event-stream').end();
			else streams.open(response, caller, filter, position);
		},
	};
}

/** `/v1/events`: pages of the log, or a stream of it, and tickets for streams. */
export function eventsRoutes({ events, ...options }: EventsRoutesOptions): EventsRoutes {
	const { keys, clock = systemClock } = options;
	const streams = new EventStreams({ log: events, ...options });
	const tickets = new EventTickets({
		recall: (keyId, address) => keys.recall(keyId, address),
		clock,
	});
	return {
		handlers: {
			listEvents: (request) =>
				wantsStream(request) ? stream(request, events, streams) : page(request, events),
			createEventsTicket: (request) => ({ status: 201, body: tickets.issue(callerOf(request)) }),
		},
		redeemTicket: (ticket, address) => tickets.redeem(ticket, address),
		close: () => streams.close(),
	};
}
