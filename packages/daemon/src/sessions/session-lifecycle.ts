import assert from 'node:assert/strict';
import type { SessionState } from '@waypost/contract';
import type { Logger } from 'pino';
import type { EventLog } from '../events/event-log.js';
import type { Database } from '../storage/database.js';
import { describeReason, NEXT, type StoredReason } from './session-state.js';
import type { SessionRecord, SessionsStore } from './sessions.store.js';

export interface SessionLifecycleOptions {
	record: SessionRecord;
	database: Database;
	store: SessionsStore;
	events: EventLog;
	logger: Logger;
}

/** The state of one session and what is remembered of it: the only writer of both. */
export class SessionLifecycle {
	readonly #options: SessionLifecycleOptions;
	#record: SessionRecord;
	#state: SessionState = 'unlinked';
	#reason: StoredReason | null;

	constructor(options: SessionLifecycleOptions) {
		this.#options = options;
		this.#record = options.record;
		this.#reason = options.record.unlinkedBecause;
	}

	get record(): Readonly<SessionRecord> {
		return this.#record;
	}

	get state(): SessionState {
		return this.#state;
	}

	/** Why it is in this state; null when there is nothing to explain. */
	get reason(): StoredReason | null {
		return this.#reason;
	}

	/**
	 * Moves to another state: stored and told in one commit.
	 *
	 * @throws AssertionError for a move that is not in the table.
	 */
	enter(to: SessionState, reason: StoredReason | null, change: Partial<SessionRecord> = {}): void {
		const { database, events, store, logger } = this.#options;
		const from = this.#state;
		const { id } = this.#record;
		assert.ok(NEXT[from].includes(to), `session ${id}: ${from} cannot become ${to}`);
		this.#state = to;
		this.#reason = reason;
		this.#record = { ...this.#record, ...remembered(to, reason), ...change };
		try {
			database.transaction(() => {
				store.save(this.#record);
				events.publish('session.state', id, { from, to, reason: describeReason(to, reason) });
			});
		} catch (err) {
			// The socket's state is a fact, whether it can be written down or not.
			logger.error({ err, from, to }, 'the state of the session could not be stored');
		}
	}

	/** Changes what is remembered, without a move. */
	save(change: Partial<SessionRecord>): void {
		const record = { ...this.#record, ...change };
		this.#options.store.save(record);
		this.#record = record;
	}
}

/** What of a move must survive a restart. */
function remembered(to: SessionState, reason: StoredReason | null): Partial<SessionRecord> {
	switch (to) {
		case 'stopped':
			return { heldBecause: reason };
		case 'unlinked':
			return { linkedAt: null, heldBecause: null, unlinkedBecause: reason };
		case 'connecting':
		case 'connected':
			return { heldBecause: null };
		case 'linking':
		case 'reconnecting':
			return {};
	}
}
