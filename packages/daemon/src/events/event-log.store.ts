import type { EventData, EventType, WaypostEvent } from '@waypost/contract';
import { systemClock, toIso, type Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { Database } from '../storage/database.js';
import type { EventListener, EventLog } from './event-log.js';

/** Which events somebody wants, or may see; null is all. */
export interface EventFilter {
	types: readonly EventType[] | null;
	sessions: readonly string[] | null;
}

/** A place in the log: after the event with this number. 0 is before the first. */
export type EventPosition = number;

/**
 * The id of the place before the first event: a stream of an empty log begins with it, so that a
 * client that is cut before the first event resumes there. Sorts before every id (ULIDs).
 */
export const ORIGIN_ID = '0'.repeat(26);

export interface EventSlice {
	entries: { position: EventPosition; event: WaypostEvent }[];
	/** Where to go on reading: after the last event, or after what the filter left out. */
	position: EventPosition;
	/** True when there was nothing more at this moment. */
	isEnd: boolean;
}

/** A place in the log that has a name: the cursor that stands for it. */
export interface EventMark {
	id: string;
	position: EventPosition;
}

/** The log as its readers see it. */
export interface EventReader {
	/** @returns null when the log knows no event of this id, and it is not {@link ORIGIN_ID}. */
	positionOf(eventId: string): EventPosition | null;
	/** The newest event there was; null before the first. */
	newest(): EventMark | null;
	/**
	 * The newest event that was removed because of its age; null while the log is whole. Whoever goes
	 * on after it misses nothing that is kept; whoever stands before it has missed something.
	 */
	removed(): EventMark | null;
	read(after: EventPosition, filter: EventFilter, limit: number): EventSlice;
	subscribe(listener: EventListener): () => void;
}

/** The log as its retention sees it. */
export interface EventRemover {
	/**
	 * Removes the oldest events up to the first that is not older than a time (ms since 1970).
	 *
	 * @param limit - the most to remove.
	 * @returns how many were removed.
	 */
	remove(before: number, limit: number): number;
}

interface EventRow {
	seq: number;
	id: string;
	type: string;
	session_id: string;
	at: number;
	data: string;
}

const READ = `
	SELECT seq, id, type, session_id, at, data FROM events
	WHERE seq > :after
		AND (:sessions IS NULL OR session_id IN (SELECT value FROM json_each(:sessions)))
		AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
	ORDER BY seq LIMIT :limit`;

const toEntry = ({ seq, id, type, session_id: sessionId, at, data }: EventRow) => ({
	position: seq,
	// What was stored as an event comes back as one.
	event: { id, type, sessionId, at: toIso(at), data: JSON.parse(data) as unknown } as WaypostEvent,
});

const toJson = (values: readonly string[] | null): string | null =>
	values === null ? null : JSON.stringify(values);

export interface EventLogOptions {
	database: Database;
	ids: Ids;
	logger: Logger;
	clock?: Clock;
}

const REMOVED = 'eventsRemovedThrough';

function removedFrom(database: Database): EventMark | null {
	const sql = 'SELECT value FROM meta WHERE key = ?';
	const stored = database.get<{ value: string }>(sql, REMOVED)?.value;
	return stored === undefined ? null : (JSON.parse(stored) as EventMark);
}

/** The highest id there was: readers take an event whose id is not higher for one they have seen. */
export function highestEventId(database: Database): string | null {
	const sql = 'SELECT id FROM events ORDER BY id DESC LIMIT 1';
	return database.get<{ id: string }>(sql)?.id ?? removedFrom(database)?.id ?? null;
}

/** The event log in the table `events`: `seq` orders, the id names and is the cursor. */
class SqliteEventLog implements EventLog, EventReader, EventRemover {
	readonly #database: Database;
	readonly #logger: Logger;
	readonly #clock: Clock;
	readonly #listeners = new Set<EventListener>();
	readonly #writers = new Set<EventListener>();
	readonly #ids: Ids;
	#removed: EventMark | null;

	constructor({ database, ids, logger, clock = systemClock }: EventLogOptions) {
		this.#database = database;
		this.#ids = ids;
		this.#logger = logger;
		this.#clock = clock;
		this.#removed = removedFrom(database);
	}

	publish<T extends EventType>(type: T, sessionId: string, data: EventData[T]): void {
		const now = this.#clock.now();
		const id = this.#ids.next();
		const event = { id, type, sessionId, at: toIso(now), data } as WaypostEvent;
		this.#database.transaction(() => {
			this.#database.run(
				'INSERT INTO events (id, type, session_id, at, data) VALUES (?, ?, ?, ?, ?)',
				...[id, type, sessionId, now, JSON.stringify(data)],
			);
			for (const write of this.#writers) write(event);
			this.#database.afterCommit(() => this.#notify(event));
		});
	}

	subscribe(listener: EventListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	onAppend(listener: EventListener): () => void {
		this.#writers.add(listener);
		return () => this.#writers.delete(listener);
	}

	positionOf(eventId: string): EventPosition | null {
		if (eventId === ORIGIN_ID) return 0;
		if (eventId === this.#removed?.id) return this.#removed.position;
		const row = this.#database.get<{ seq: number }>('SELECT seq FROM events WHERE id = ?', eventId);
		return row?.seq ?? null;
	}

	newest(): EventMark | null {
		const sql = 'SELECT id, seq AS position FROM events ORDER BY seq DESC LIMIT 1';
		return this.#database.get<EventMark>(sql) ?? this.#removed;
	}

	removed(): EventMark | null {
		return this.#removed;
	}

	remove(before: number, limit: number): number {
		const sql = 'SELECT id, seq AS position, at FROM events ORDER BY seq LIMIT ?';
		const oldest = this.#database.all<EventMark & { at: number }>(sql, limit);
		const kept = oldest.findIndex(({ at }) => at >= before);
		const count = kept < 0 ? oldest.length : kept;
		const last = oldest[count - 1];
		if (!last) return 0;
		const mark = { id: last.id, position: last.position };
		this.#database.transaction(() => {
			this.#database.run('DELETE FROM events WHERE seq <= ?', mark.position);
			const put = 'INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)';
			this.#database.run(put, REMOVED, JSON.stringify(mark));
			this.#database.afterCommit(() => (this.#removed = mark));
		});
		return count;
	}

	read(after: EventPosition, { types, sessions }: EventFilter, limit: number): EventSlice {
		const params = { after, limit, types: toJson(types), sessions: toJson(sessions) };
		const rows = this.#database.all<EventRow>(READ, params);
		const isEnd = rows.length < limit;
		const last = rows.at(-1)?.seq ?? after;
		// What the filter left out need not be looked at again.
		const position = isEnd ? Math.max(last, this.newest()?.position ?? 0) : last;
		return { entries: rows.map(toEntry), position, isEnd };
	}

	/** One listener that fails must not keep the event from the others. */
	#notify(event: WaypostEvent): void {
		for (const listener of this.#listeners) {
			try {
				listener(event);
			} catch (err) {
				this.#logger.error({ err, eventId: event.id, type: event.type }, 'event listener failed');
			}
		}
	}
}

/** The event log of a database: written by features, read by the API and by streams. */
export const createEventLog = (options: EventLogOptions): EventLog & EventReader & EventRemover =>
	new SqliteEventLog(options);
