import type { Logger } from 'pino';
import type { EventLog } from '../../events/event-log.js';
import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../storage/database.js';
import type {
	Ack,
	ChatAddress,
	OutgoingContent,
	TimeLock,
	WhatsAppConnection,
} from '../../whatsapp/whatsapp-connection.js';
import { MessageExpiry } from './message-expiry.js';
import type { MessageLog } from '../message-log.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { OutboxAdmission } from './outbox-admission.js';
import { OUTBOX_TIMES, type OutboxTimes } from './outbox-times.js';
import type { OutboxStore } from './outbox.store.js';
import { Outbox } from './outbox.js';
import { Pacer } from '../pacing/pacer.js';
import type { PacingStore } from '../pacing/pacing.store.js';
import { RestrictionWatch } from './restriction-watch.js';
import { ackReaction, isTimeLock } from './send-failure.js';
import type { SendingSession } from './sending-session.js';
import { WaitingNotices } from './waiting-notices.js';
import { WaitingReasons } from './waiting-reasons.js';

export interface OutboxesOptions {
	database: Database;
	messages: MessagesStore;
	store: OutboxStore;
	pacing: PacingStore;
	log: MessageLog;
	events: EventLog;
	/** @throws WaypostError SESSION_NOT_FOUND */
	sessionOf: (sessionId: string) => SendingSession;
	/** What a stored message says, in the words of the connection. @throws SendError */
	contentOf: (message: StoredMessage, connection: WhatsAppConnection) => Promise<OutgoingContent>;
	/** From 0 to 1, as `Math.random`. */
	random?: () => number;
	/** For tests. */
	times?: Partial<OutboxTimes>;
	clock: Clock;
	logger: Logger;
}

/** The sending side of all sessions: an outbox for each one that is connected, and what all share. */
export class Outboxes {
	readonly #options: OutboxesOptions;
	readonly #outboxes = new Map<string, Outbox>();
	readonly #pacers = new Map<string, Pacer>();
	readonly #restrictions = new Map<string, RestrictionWatch>();
	readonly #expiry: MessageExpiry;
	readonly #admission: OutboxAdmission;
	readonly #notices: WaitingNotices;
	readonly #unsubscribe: () => void;
	/** Why accepted messages wait. */
	readonly waiting: WaitingReasons;

	constructor(options: OutboxesOptions) {
		this.#options = options;
		const { events } = options;
		this.#expiry = new MessageExpiry({
			...options,
			onExpired: ({ sessionId, whatsappId }) => this.settled(sessionId, whatsappId),
		});
		const pacerOf = (sessionId: string) => this.#pacerOf(sessionId);
		this.#admission = new OutboxAdmission({ ...options, pacerOf });
		this.waiting = new WaitingReasons({
			...options,
			turnOf: (message) => this.#outboxes.get(message.sessionId)?.turnOf(message) ?? null,
		});
		this.#notices = new WaitingNotices({ ...options, reasons: this.waiting });
		this.#unsubscribe = events.subscribe(({ type, sessionId, at, data }) => {
			if (type !== 'message.received') return;
			this.#pacers.get(sessionId)?.heard(data.message.chat.id, Date.parse(at));
		});
	}

	/** Takes up what an earlier run left waiting. */
	start(): void {
		this.#expiry.look();
		for (const sessionId of this.#options.store.sessionsWithOutstanding()) {
			this.#notices.watch(sessionId);
		}
	}

	/** A connection is up: what waits may go. */
	connected(sessionId: string, connection: WhatsAppConnection): void {
		this.#outboxes.get(sessionId)?.close();
		const { clock, times } = this.#options;
		const logger = this.#options.logger.child({ sessionId });
		const session = this.#options.sessionOf(sessionId);
		const outbox = new Outbox({
			...this.#options,
			...{ sessionId, connection, logger },
			pacer: this.#pacerOf(sessionId),
			isRestricted: () => session.restriction.current !== null,
			times: { ...OUTBOX_TIMES, ...times },
		});
		this.#outboxes.set(sessionId, outbox);
		const restrictions = new RestrictionWatch({
			...{ connection, clock, logger },
			current: () => session.restriction.current,
			onAnswer: (lock) => this.restricted(sessionId, lock),
		});
		this.#restrictions.get(sessionId)?.close();
		this.#restrictions.set(sessionId, restrictions);
		// It may have ended while nobody listened, or the number may be another one.
		if (session.restriction.current) restrictions.ask();
	}

	/** The connection is gone: what was being sent is in doubt. */
	disconnected(sessionId: string): void {
		this.#outboxes.get(sessionId)?.close();
		this.#outboxes.delete(sessionId);
		this.#restrictions.get(sessionId)?.close();
		this.#restrictions.delete(sessionId);
		this.#notices.watch(sessionId);
	}

	/** A message was accepted for this session. */
	accepted(sessionId: string, expiresAt: number | null): void {
		this.#expiry.expect(expiresAt);
		this.#outboxes.get(sessionId)?.wake();
		this.#notices.watch(sessionId);
	}

	/** Chats of the session are known by other ids now. */
	chatsMoved(sessionId: string): void {
		this.#outboxes.get(sessionId)?.chatsMoved();
	}

	/** How fast the session may send was changed. */
	pacingChanged(sessionId: string): void {
		this.#outboxes.get(sessionId)?.wake();
	}

	/** WhatsApp took a message, or refused it. */
	acked(sessionId: string, ack: Ack): void {
		if (ack.error !== null && isTimeLock(ack.error)) this.#lockedOut(sessionId);
		const outbox = this.#outboxes.get(sessionId);
		if (outbox) outbox.acked(ack);
		else this.#ackedEarly(sessionId, ack);
	}

	/** The refusal says that the number is restricted, but not until when. */
	#lockedOut(sessionId: string): void {
		const { sessionOf, logger } = this.#options;
		if (sessionOf(sessionId).restriction.current?.until) return;
		try {
			this.restricted(sessionId, { until: null });
		} catch (err) {
			// What the refusal means for its message must not be lost with it.
			logger.error({ err, sessionId }, 'a restriction by WhatsApp could not be stored');
		}
		this.#restrictions.get(sessionId)?.ask();
	}

	/** A message is known to have reached WhatsApp, or is not to be sent any more. */
	settled(sessionId: string, whatsappId: string): void {
		this.#outboxes.get(sessionId)?.settled(whatsappId);
	}

	/** WhatsApp restricts the number; null: no longer. */
	restricted(sessionId: string, lock: TimeLock | null): void {
		const { sessionOf } = this.#options;
		const restriction = lock && { code: 'reach-out-time-lock' as const, until: lock.until };
		sessionOf(sessionId).restriction.set(restriction);
		this.#outboxes.get(sessionId)?.wake();
	}

	/**
	 * Takes a message out of the outbox.
	 *
	 * @returns false when it is not waiting there any more: it may have left.
	 */
	cancel(sessionId: string, messageId: string): boolean {
		const { messages, log, clock } = this.#options;
		const message = messages.get(sessionId, messageId);
		if (!message || !log.advance(message, 'cancelled', clock.now())) return false;
		this.settled(sessionId, message.whatsappId);
		return true;
	}

	/**
	 * Says whether a message may be accepted, before anything of it is stored.
	 *
	 * @param queue - false: it may not wait for the connection, or for pacing.
	 * @throws WaypostError QUEUE_FULL, ACCOUNT_RESTRICTED, WHATSAPP_NOT_READY, PACING_LIMIT,
	 *   NEW_CHAT_LIMIT
	 */
	check(
		session: SendingSession & { readonly record: { readonly id: string } },
		chat: ChatAddress,
		queue: boolean,
	): void {
		this.#admission.check(session, chat, queue);
	}

	/**
	 * Says once more whether a message that may not wait goes at once, in the transaction that stores it.
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, PACING_LIMIT, NEW_CHAT_LIMIT
	 */
	checkAtOnce(session: Parameters<OutboxAdmission['checkAtOnce']>[0], chat: ChatAddress): void {
		this.#admission.checkAtOnce(session, chat);
	}

	/** The session is gone for good. */
	forget(sessionId: string): void {
		this.disconnected(sessionId);
		this.#notices.forget(sessionId);
		this.#admission.forget(sessionId);
		this.#pacers.delete(sessionId);
		this.#options.pacing.deleteSession(sessionId);
	}

	/** Sends nothing any more. May be called twice. */
	close(): void {
		for (const outbox of this.#outboxes.values()) outbox.close();
		this.#outboxes.clear();
		for (const restrictions of this.#restrictions.values()) restrictions.close();
		this.#expiry.close();
		this.#notices.close();
		this.#unsubscribe();
	}

	/** It lives as long as the session: what it knows does not end with a connection. */
	#pacerOf(sessionId: string): Pacer {
		const known = this.#pacers.get(sessionId);
		if (known) return known;
		const { database, pacing, store, sessionOf, clock, random = Math.random } = this.#options;
		const pacer = new Pacer({
			...{ sessionId, database, store: pacing, outbox: store, clock, random },
			limits: () => sessionOf(sessionId).pacing,
		});
		this.#pacers.set(sessionId, pacer);
		return pacer;
	}

	/** Before the outbox of a new connection is there: an answer to what an earlier one sent. */
	#ackedEarly(sessionId: string, { whatsappId, at, error }: Ack): void {
		const { log } = this.#options;
		const sent = { sessionId, whatsappId };
		if (error === null) return void log.advanceSent(sent, 'sent', at);
		const reaction = ackReaction(error, { wasResent: false, isOnItsWay: false });
		if (reaction.kind === 'fail') log.advanceSent(sent, 'failed', at, reaction.error);
	}
}
