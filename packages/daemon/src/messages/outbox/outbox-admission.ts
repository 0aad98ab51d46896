import { type Clock, toIso } from '../../runtime/clock.js';
import { WaypostError } from '../../runtime/waypost-error.js';
import type { ChatAddress } from '../../whatsapp/whatsapp-connection.js';
import type { OutboxStore, QueuedMessage } from './outbox.store.js';
import type { Pacer } from '../pacing/pacer.js';
import type { Turn } from '../pacing/pacing.js';
import type { SendingSession } from './sending-session.js';

/** Most outstanding messages of one session: beyond, waiting takes longer than a week of pacing. */
const MOST_OUTSTANDING = 10_000;

export interface OutboxAdmissionOptions {
	store: Pick<OutboxStore, 'countOutstanding' | 'chatsDue'>;
	pacerOf: (sessionId: string) => Pacer;
	clock: Clock;
}

type Chat = Pick<QueuedMessage, 'chatId' | 'chatKind'>;
type Session = SendingSession & { readonly record: { readonly id: string } };

/** Says whether a message may be accepted, before anything of it is stored. */
export class OutboxAdmission {
	readonly #options: OutboxAdmissionOptions;
	/** Per session how many may come before the outbox is counted again: counting reads all of it. */
	readonly #room = new Map<string, number>();

	constructor(options: OutboxAdmissionOptions) {
		this.#options = options;
	}

	/**
	 * @param queue - false: it may not wait for the connection, or for pacing.
	 * @throws WaypostError QUEUE_FULL, ACCOUNT_RESTRICTED, WHATSAPP_NOT_READY, PACING_LIMIT,
	 *   NEW_CHAT_LIMIT
	 */
	check(session: Session, chat: ChatAddress, queue: boolean): void {
		const pacer = this.#options.pacerOf(session.record.id);
		this.#assertRoom(session.record.id);
		if (session.restriction.current && pacer.neverWrote(toChat(chat))) {
			throw restricted(session, this.#options.clock.now());
		}
		if (!queue) this.checkAtOnce(session, chat);
	}

	/**
	 * Says whether a message may go at once. Of many that are accepted at the same time only one may:
	 * ask again in the transaction that stores it.
	 *
	 * @throws WaypostError WHATSAPP_NOT_READY, PACING_LIMIT, NEW_CHAT_LIMIT
	 */
	checkAtOnce(session: Session, address: ChatAddress): void {
		const pacer = this.#options.pacerOf(session.record.id);
		const now = this.#options.clock.now();
		if (!session.connection) throw notReady(session);
		if (!pacer.isOn) return;
		const chat = toChat(address);
		const turn = turnsOf(pacer)(chat);
		if (turn.at > now) throw paced(turn, now);
		const before = this.#countBefore(session.record.id, pacer, chat);
		if (before === 0) return;
		const { min, max } = session.pacing.gap;
		throw paced({ at: now + (before * (min + max) * 1000) / 2, code: 'pacing' }, now);
	}

	/** How many messages wait that would go before one of this chat, as `OutboxTurns` has it. */
	#countBefore(sessionId: string, pacer: Pacer, chat: Chat): number {
		const { store, clock } = this.#options;
		const now = clock.now();
		const turns = turnsOf(pacer);
		const isAnswer = pacer.isAnswer(chat.chatId);
		const goesFirst = (other: Chat): boolean =>
			other.chatId === chat.chatId ||
			((pacer.isAnswer(other.chatId) || !isAnswer) && turns(other).at <= now);
		const before = store.chatsDue(sessionId, now).filter(goesFirst);
		return before.reduce((sum, { count }) => sum + count, 0);
	}

	/** The session is gone. */
	forget(sessionId: string): void {
		this.#room.delete(sessionId);
	}

	#assertRoom(sessionId: string): void {
		const room = this.#room.get(sessionId) ?? 0;
		const left = room > 0 ? room : this.#count(sessionId);
		if (left <= 0) {
			throw new WaypostError(
				'QUEUE_FULL',
				`${MOST_OUTSTANDING.toLocaleString('en')} messages wait in session '${sessionId}' already. Wait until some are sent, or cancel some.`,
				{ retryAfter: 60 },
			);
		}
		this.#room.set(sessionId, left - 1);
	}

	#count(sessionId: string): number {
		return MOST_OUTSTANDING - this.#options.store.countOutstanding(sessionId);
	}
}

const toChat = ({ id: chatId, kind: chatKind }: ChatAddress): Chat => ({ chatId, chatKind });

/** Texts that go to many are told apart later: a message that may not wait is seldom one. */
function turnsOf(pacer: Pacer): (chat: Chat) => Turn {
	const turns = pacer.turns();
	return (chat) => turns({ chatId: chat.chatId, isNewChat: pacer.isNewChat(chat), textHash: null });
}

const seconds = (until: number, now: number): number =>
	Math.max(1, Math.ceil((until - now) / 1000));

function restricted({ record, restriction }: Session, now: number): WaypostError {
	const until = restriction.current?.until ?? null;
	return new WaypostError(
		'ACCOUNT_RESTRICTED',
		`WhatsApp does not let session '${record.id}' write to people who never wrote to it${
			until === null ? ' for now' : ` until ${toIso(until)}`
		}. Answers to others go on.`,
		until === null ? {} : { retryAfter: seconds(until, now) },
	);
}

const notReady = ({ record, state }: Session): WaypostError =>
	new WaypostError(
		'WHATSAPP_NOT_READY',
		`Session '${record.id}' is ${state}, and the message may not wait. Wait until it is connected, or leave out \`queue\`.`,
		{ retryAfter: 5 },
	);

const paced = ({ at, code }: Turn, now: number): WaypostError =>
	new WaypostError(code === 'pacing' ? 'PACING_LIMIT' : 'NEW_CHAT_LIMIT', undefined, {
		retryAfter: seconds(at, now),
	});
