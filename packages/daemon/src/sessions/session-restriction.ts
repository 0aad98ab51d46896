import type { Restriction } from '@waypost/contract';
import { type CancelTimer, type Clock, toIsoOrNull } from '../runtime/clock.js';
import type { EventLog } from '../events/event-log.js';
import type { Database } from '../storage/database.js';
import type { SessionLifecycle } from './session-lifecycle.js';
import type { SessionRecord } from './sessions.store.js';

/** What WhatsApp restricts; `until` in milliseconds since 1970, null when it does not say. */
export type StoredRestriction = NonNullable<SessionRecord['restriction']>;

export interface SessionRestrictionOptions {
	lifecycle: Pick<SessionLifecycle, 'record' | 'save'>;
	database: Database;
	events: EventLog;
	clock: Clock;
}

/** Longer timers overflow in Node; the end of a restriction may be weeks away. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1000;

/** A restriction as the API shows it. */
export const viewRestriction = (restriction: StoredRestriction | null): Restriction | null =>
	restriction && { code: restriction.code, until: toIsoOrNull(restriction.until) };

/**
 * What WhatsApp restricts for one session. It is remembered over restarts, and ends at its time or
 * when WhatsApp says so; both ends are told by `session.restriction`.
 */
export class SessionRestriction {
	readonly #options: SessionRestrictionOptions;
	#isClosed = false;
	#cancelTimer: CancelTimer = () => {};

	constructor(options: SessionRestrictionOptions) {
		this.#options = options;
		this.#awaitEnd();
	}

	/** What holds now; null when there is none, or it has ended. */
	get current(): StoredRestriction | null {
		const { lifecycle, clock } = this.#options;
		const stored = lifecycle.record.restriction ?? null;
		const until = stored?.until ?? null;
		return until !== null && until <= clock.now() ? null : stored;
	}

	/** Stores what WhatsApp said and tells it in the same commit; does nothing when it is known. */
	set(restriction: StoredRestriction | null): void {
		const { lifecycle, database, events } = this.#options;
		const known = lifecycle.record.restriction ?? null;
		if (known?.code === restriction?.code && known?.until === restriction?.until) return;
		database.transaction(() => {
			events.publish('session.restriction', lifecycle.record.id, {
				restriction: viewRestriction(restriction),
			});
			lifecycle.save({ restriction });
		});
		this.#awaitEnd();
	}

	/** Stops waiting for the end. May be called twice. */
	close(): void {
		this.#isClosed = true;
		this.#cancelTimer();
	}

	#awaitEnd(): void {
		const { lifecycle, clock } = this.#options;
		this.#cancelTimer();
		const until = lifecycle.record.restriction?.until ?? null;
		if (until === null || this.#isClosed) return;
		const ms = Math.min(Math.max(until - clock.now(), 0), LONGEST_TIMER_MS);
		this.#cancelTimer = clock.after(ms, () => {
			if (this.current) this.#awaitEnd();
			else this.set(null);
		});
	}
}
