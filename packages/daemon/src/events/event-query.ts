import type { EventType } from '@waypost/contract';
import type { Caller } from '../keys/caller.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { EventFilter, EventPosition, EventReader } from './event-log.store.js';

interface EventQuery {
	type?: EventType | EventType[] | undefined;
	session?: string | undefined;
}

const sessionsOf = (caller: Caller): readonly string[] | null =>
	caller.sessions.includes('*') ? null : caller.sessions;

/**
 * What a caller asked for, within what it may see.
 *
 * @throws WaypostError SESSION_NOT_FOUND for a session outside its list.
 */
export function toEventFilter({ type, session }: EventQuery, caller: Caller): EventFilter {
	if (session !== undefined && !caller.maySee(session)) throw new WaypostError('SESSION_NOT_FOUND');
	return {
		types: type === undefined ? null : [type].flat(),
		sessions: session === undefined ? sessionsOf(caller) : [session],
	};
}

/** The form of every event id: a ULID. */
const EVENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * The place a cursor stands for.
 *
 * @throws WaypostError EVENTS_EXPIRED when events after it are gone, INVALID_REQUEST when no event has
 *   this id: both could hide a gap.
 */
export function requirePosition(log: EventReader, eventId: string, field: string): EventPosition {
	const position = log.positionOf(eventId);
	const removed = log.removed();
	if (position !== null && position >= (removed?.position ?? 0)) return position;
	if (removed !== null && EVENT_ID.test(eventId) && eventId < removed.id) {
		throw expired(eventId, field, removed.id);
	}
	const message = 'No event has this id.';
	throw new WaypostError(
		'INVALID_REQUEST',
		`There is no event ${eventId.slice(0, 100)}. Leave ${field} out to begin anew.`,
		{ fields: [{ path: `/${field}`, code: 'unknown_cursor', message }] },
	);
}

const expired = (eventId: string, field: string, next: string): WaypostError =>
	new WaypostError(
		'EVENTS_EXPIRED',
		`Events after ${eventId} are no longer in the log: what happened since may have been missed. Read what you need anew, then go on after ${next}, the place before the oldest event kept.`,
		{
			fields: [{ path: `/${field}`, code: 'expired_cursor', message: `Go on after ${next}.` }],
		},
	);
