import type { Session as SessionView } from '@waypost/contract';
import { toIso, toIsoOrNull } from '../runtime/clock.js';
import { viewRestriction } from './session-restriction.js';
import { describeReason } from './session-state.js';
import type { Session } from './session.js';

/** What the outbox of a session holds, in messages. */
export interface OutboxCount {
	waiting: number;
	inDoubt: number;
	failed: number;
}

/** A session as the API shows it. */
export function viewSession(session: Session, outbox: OutboxCount): SessionView {
	const { record, times } = session;
	const linked = record.linkedAt !== null;
	return {
		id: record.id,
		name: record.name,
		state: session.state,
		reason: describeReason(session.state, session.reason),
		phoneNumber: linked ? record.phoneNumber : null,
		pushName: linked ? record.pushName : null,
		lid: linked ? record.lid : null,
		linkedAt: toIsoOrNull(record.linkedAt),
		connectedAt: toIsoOrNull(times.connectedAt),
		lastTrafficAt: toIsoOrNull(times.lastTrafficAt),
		nextAttemptAt: toIsoOrNull(times.nextAttemptAt),
		syncing: times.syncing,
		restriction: linked ? viewRestriction(session.restriction.current) : null,
		pacing: session.pacing,
		outbox,
		autoStart: record.autoStart,
		createdAt: toIso(record.createdAt),
	};
}
