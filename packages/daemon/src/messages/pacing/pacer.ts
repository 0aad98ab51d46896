import type { Pacing } from '@waypost/contract';
import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../storage/database.js';
import type { OutboxStore, QueuedMessage } from '../outbox/outbox.store.js';
import { HISTORY_MS, turnsOf, type Candidate, type PacedSend, type Turn } from './pacing.js';
import type { PacingStore } from './pacing.store.js';

export interface PacerOptions {
	sessionId: string;
	database: Pick<Database, 'afterCommit'>;
	store: PacingStore;
	outbox: Pick<OutboxStore, 'lastIncomingAt' | 'hasSent'>;
	/** The limits that hold now. */
	limits: () => Pacing;
	clock: Clock;
	/** From 0 to 1, as `Math.random`. */
	random: () => number;
}

/** What is known of a chat. */
interface ChatFacts {
	/** Milliseconds since 1970; null when nobody ever wrote there. */
	lastIncomingAt: number | null;
	hasSent: boolean;
}

const MINUTE = 60_000;
/** Whoever wrote this recently waits for an answer: it goes before what nobody waits for. */
const ANSWER_MS = 10 * MINUTE;
/** So many refusals in this time pause new chats for as long. */
const BREAKER_ERRORS = 5;
const BREAKER_MS = 10 * MINUTE;
/** Chats of which facts are kept; more are looked up again. */
const MAX_CHATS = 10_000;

/** Says when the messages of one session may go, so that the number looks like a person's. */
export class Pacer {
	readonly #options: PacerOptions;
	readonly #chats = new Map<string, ChatFacts>();
	#history: PacedSend[] | null = null;
	#draw: number;
	#refusedAt: number[] = [];
	#newChatsPausedUntil = 0;

	constructor(options: PacerOptions) {
		this.#options = options;
		this.#draw = options.random();
	}

	get isOn(): boolean {
		return this.#options.limits().enabled;
	}

	/** When such a message may go. */
	turnOf(candidate: Candidate): Turn {
		return this.turns()(candidate);
	}

	/** The same for many that are looked at together, as of now. */
	turns(): (candidate: Candidate) => Turn {
		return turnsOf({
			limits: this.#options.limits(),
			history: this.#recent(),
			draw: this.#draw,
			newChatsPausedUntil: this.#newChatsPausedUntil,
		});
	}

	/** True when somebody in the chat waits for an answer. */
	isAnswer(chatId: string): boolean {
		const at = this.#chat(chatId).lastIncomingAt;
		return at !== null && at > this.#options.clock.now() - ANSWER_MS;
	}

	/** True for a person who never wrote here; a group is nobody new. */
	neverWrote({ chatId, chatKind }: Pick<QueuedMessage, 'chatId' | 'chatKind'>): boolean {
		return chatKind === 'direct' && this.#chat(chatId).lastIncomingAt === null;
	}

	/** True for the first message to a person who never wrote here. */
	isNewChat(chat: Pick<QueuedMessage, 'chatId' | 'chatKind'>): boolean {
		return this.neverWrote(chat) && !this.#chat(chat.chatId).hasSent;
	}

	/** Counts a send, in the transaction that marks it `sending`; once however often it is tried. */
	record(messageId: string, candidate: Candidate): void {
		const { store, sessionId, clock, database, random } = this.#options;
		const send = { ...candidate, at: clock.now() };
		const history = this.#recent();
		if (!store.record(sessionId, messageId, send)) return;
		store.prune(sessionId, send.at - HISTORY_MS);
		database.afterCommit(() => {
			history.push(send);
			this.#draw = random();
		});
	}

	/** A message of ours reached WhatsApp in this chat. */
	sent(chatId: string): void {
		const chat = this.#chats.get(chatId);
		if (chat) chat.hasSent = true;
	}

	/** Somebody wrote in this chat. */
	heard(chatId: string, at: number): void {
		const chat = this.#chats.get(chatId);
		if (chat) chat.lastIncomingAt = at;
	}

	/** WhatsApp refused a message: too many of these pause new chats. */
	refused(): void {
		const now = this.#options.clock.now();
		this.#refusedAt = [...this.#refusedAt.filter((at) => at > now - BREAKER_MS), now];
		if (this.#refusedAt.length < BREAKER_ERRORS) return;
		this.#newChatsPausedUntil = now + BREAKER_MS;
		this.#refusedAt = [];
	}

	#chat(chatId: string): ChatFacts {
		const known = this.#chats.get(chatId);
		if (known) return known;
		const { outbox, sessionId } = this.#options;
		const chat = {
			lastIncomingAt: outbox.lastIncomingAt(sessionId, chatId),
			hasSent: outbox.hasSent(sessionId, chatId),
		};
		if (this.#chats.size >= MAX_CHATS) this.#chats.clear();
		this.#chats.set(chatId, chat);
		return chat;
	}

	/** The same list until the next restart; what is too old is taken out of it. */
	#recent(): PacedSend[] {
		const { store, sessionId, clock } = this.#options;
		const oldest = clock.now() - HISTORY_MS;
		this.#history ??= store.since(sessionId, oldest);
		const tooOld = this.#history.findIndex(({ at }) => at > oldest);
		this.#history.splice(0, tooOld < 0 ? this.#history.length : tooOld);
		return this.#history;
	}
}

/** Equal for texts that differ in case, spaces and punctuation alone; null for no text. */
export function textHash(text: string | null): string | null {
	const words = (text ?? '')
		.normalize('NFKC')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu);
	if (!words) return null;
	return createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 16);
}
