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

/** @throws WaypostError INVALID_REQUEST: an unknown cursor could hide a gap. */
export function requirePosition(log: EventReader, eventId: string, field: string): EventPosition {
	const position = log.positionOf(eventId);
	if (position !== null) return position;
	const message = 'No event has this id.';
	throw new WaypostError(
		'INVALID_REQUEST',
		`There is no event ${eventId.slice(0, 100)}. Leave ${field} out to begin anew.`,
		{ fields: [{ path: `/${field}`, code: 'unknown_cursor', message }] },
	);
}
