import type { Waiting, WaitingCode } from '@waypost/contract';
import { type Clock, toIsoOrNull } from '../../runtime/clock.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import type { OutboxStore } from './outbox.store.js';
import type { Turn } from '../pacing/pacing.js';
import type { SendingSession } from './sending-session.js';

export interface WaitingReasonsOptions {
	messages: Pick<MessagesStore, 'countBefore'>;
	store: Pick<OutboxStore, 'inDoubtSince'>;
	sessionOf: (sessionId: string) => SendingSession;
	/** When pacing lets a message go; null when it does not say. */
	turnOf: (message: StoredMessage) => Turn | null;
	clock: Clock;
}

/** Says why an accepted message has not left yet, and until when. */
export class WaitingReasons {
	readonly #options: WaitingReasonsOptions;

	constructor(options: WaitingReasonsOptions) {
		this.#options = options;
	}

	/** Null for what does not wait, or only for its turn. */
	of(message: StoredMessage): Waiting | null {
		if (message.direction !== 'out' || message.status !== 'accepted') return null;
		const { sessionId, sendAt } = message;
		const { clock, sessionOf, messages } = this.#options;
		const waiting = (code: WaitingCode, until: number | null): Waiting => {
			return { code, until: toIsoOrNull(until), position: messages.countBefore(message) };
		};
		if (sendAt !== null && sendAt > clock.now()) return waiting('scheduled', sendAt);
		if (!sessionOf(sessionId).connection) return waiting('session-not-connected', null);
		if (this.inDoubtSince(message) !== null) return waiting('in-doubt-before', null);
		const turn = this.#options.turnOf(message);
		if (!turn) return null;
		if (turn.at > clock.now()) return waiting(turn.code, turn.at);
		const behindOthers = waiting('pacing', null);
		return behindOthers.position > 0 ? behindOthers : null;
	}

	/**
	 * When the message that goes before it in its chat was first sent, which nobody has confirmed; null
	 * without one. It may have been accepted later: a scheduled message is passed by others.
	 */
	inDoubtSince({ sessionId, chat }: StoredMessage): number | null {
		return this.#options.store.inDoubtSince(sessionId, chat.id);
	}
}
