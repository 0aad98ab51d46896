import type { MessagesStore } from '../messages.store.js';
import type { OutboxQueue, QueueEntry } from './outbox-queue.js';
import { textHash, type Pacer } from '../pacing/pacer.js';
import type { Candidate, Turn } from '../pacing/pacing.js';

export interface OutboxTurnsOptions {
	sessionId: string;
	queue: OutboxQueue;
	pacer: Pacer;
	messages: Pick<MessagesStore, 'get'>;
}

/** Decides which message of an outbox is next, and when. */
export class OutboxTurns {
	readonly #options: OutboxTurnsOptions;

	constructor(options: OutboxTurnsOptions) {
		this.#options = options;
	}

	/**
	 * The message that may go now: answers first, then in the order of acceptance; without pacing in
	 * that order alone.
	 *
	 * @returns no entry when none may go; then `dueAt` says when to look again, null for not by itself.
	 */
	next(now: number): { entry: QueueEntry | null; dueAt: number | null } {
		const { queue, pacer } = this.#options;
		const turns = pacer.isOn ? pacer.turns() : null;
		let best: { entry: QueueEntry; isAnswer: boolean } | null = null;
		let dueAt: number | null = null;
		for (const entry of queue.heads(now)) {
			const readyAt = Math.max(entry.nextAt, turns ? this.#turnAt(entry, turns) : 0);
			if (readyAt > now) {
				dueAt = Math.min(dueAt ?? readyAt, readyAt);
				continue;
			}
			const isAnswer = this.#isAnswer(entry);
			const comesFirst =
				!best || (isAnswer === best.isAnswer ? entry.seq < best.entry.seq : isAnswer);
			if (comesFirst) best = { entry, isAnswer };
		}
		if (best) return { entry: best.entry, dueAt: null };
		const scheduledAt = queue.nextScheduled(now);
		return { entry: null, dueAt: earlier(dueAt, scheduledAt) };
	}

	/** When pacing lets a message go; null when pacing is off. */
	turnOf(entry: QueueEntry): Turn | null {
		const { pacer } = this.#options;
		return pacer.isOn ? pacer.turnOf(this.candidate(entry)) : null;
	}

	/** What pacing must know of a message. */
	candidate(entry: QueueEntry): Candidate {
		const { messages, sessionId, pacer } = this.#options;
		if (entry.textHash === undefined) {
			entry.textHash = textHash(messages.get(sessionId, entry.id)?.text ?? null);
		}
		const { chatId } = entry;
		return { chatId, isNewChat: pacer.isNewChat(entry), textHash: entry.textHash };
	}

	/** What may have left already is finished without pacing. */
	#turnAt(entry: QueueEntry, turns: (candidate: Candidate) => Turn): number {
		return entry.status === 'sending' ? 0 : turns(this.candidate(entry)).at;
	}

	#isAnswer({ chatId }: QueueEntry): boolean {
		const { pacer } = this.#options;
		return pacer.isOn && pacer.isAnswer(chatId);
	}
}

const earlier = (a: number | null, b: number | null): number | null =>
	a === null ? b : b === null ? a : Math.min(a, b);
