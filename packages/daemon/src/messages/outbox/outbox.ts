import type { MessageError } from '@waypost/contract';
import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../../runtime/clock.js';
import { WaypostError } from '../../runtime/waypost-error.js';
import type { Database } from '../../storage/database.js';
import {
	SendError,
	type Ack,
	type OutgoingContent,
	type WhatsAppConnection,
} from '../../whatsapp/whatsapp-connection.js';
import { Flights } from './flights.js';
import type { MessageLog } from '../message-log.js';
import { isOutstanding } from '../message-status.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { OutboxQueue, type QueueEntry } from './outbox-queue.js';
import type { OutboxTimes } from './outbox-times.js';
import { OutboxTurns } from './outbox-turns.js';
import type { OutboxStore } from './outbox.store.js';
import type { Pacer } from '../pacing/pacer.js';
import type { Turn } from '../pacing/pacing.js';
import { Preparation } from './preparation.js';
import { ackReaction } from './send-failure.js';
import { failureAfter, reasonNotToSend } from './send-verdict.js';

export interface OutboxOptions {
	sessionId: string;
	connection: WhatsAppConnection;
	database: Database;
	messages: MessagesStore;
	store: Pick<OutboxStore, 'outstanding' | 'outstandingAfter'>;
	log: MessageLog;
	pacer: Pacer;
	/** True while nobody may be written to who never wrote. */
	isRestricted: () => boolean;
	/** What a stored message says, in the words of the connection. @throws SendError */
	contentOf: (message: StoredMessage, connection: WhatsAppConnection) => Promise<OutgoingContent>;
	times: OutboxTimes;
	clock: Clock;
	logger: Logger;
}

/** Chats with a message on its way at the same time. */
const MOST_FLIGHTS = 8;
/** Longer timers overflow in Node. */
const LONGEST_SLEEP_MS = 24 * 60 * 60 * 1000;

/**
 * Sends what a session has accepted, while it is connected. Messages of one chat go one after the
 * other, each after the confirmation of the one before; several chats may wait for theirs at the same
 * time, and a message in doubt holds up only its own chat. A message is marked `sending` on disk
 * before its first byte leaves, and keeps its WhatsApp id and its encoded content on every try, so
 * that the receiver shows it once.
 */
export class Outbox {
	readonly #options: OutboxOptions;
	readonly #queue = new OutboxQueue();
	readonly #turns: OutboxTurns;
	readonly #flights: Flights;
	readonly #preparation: Preparation;
	readonly #closing = new AbortController();
	/** WhatsApp ids of messages that were picked and have not landed. */
	readonly #underway = new Set<string>();
	/** Settles when the connection may be handed the next one: one after the other. */
	#line: Promise<unknown> = Promise.resolve();
	#isLoaded = false;
	#hasNews = false;
	#wake: () => void = () => {};
	#cancelTimer: CancelTimer = () => {};

	constructor(options: OutboxOptions) {
		this.#options = options;
		this.#turns = new OutboxTurns({ ...options, queue: this.#queue });
		this.#flights = new Flights({
			clock: options.clock,
			ackMs: options.times.ack,
			onMissing: (whatsappId) => this.#onAckMissing(whatsappId),
		});
		this.#preparation = new Preparation({ ...options, signal: this.#closing.signal });
		void this.#run();
	}

	get #isClosed(): boolean {
		return this.#closing.signal.aborted;
	}

	/** Looks again: a message was accepted, or how fast to send was changed. */
	wake(): void {
		this.#hasNews = true;
		this.#wake();
	}

	/** A message has reached WhatsApp, was given up, or is not to be sent any more. */
	settled(whatsappId: string): void {
		const entry = this.#queue.find(whatsappId);
		if (entry) this.#queue.remove(entry);
		this.#land(whatsappId);
	}

	/** Chats are known by other ids now: what waits goes along, to its place in the order of acceptance. */
	chatsMoved(): void {
		const { store, sessionId } = this.#options;
		this.#queue.regroup(store.outstanding(sessionId));
		this.#wake();
	}

	/** WhatsApp took the message, or refused it. */
	acked({ whatsappId, at, error }: Ack): void {
		const { sessionId, database, log, pacer, logger } = this.#options;
		const entry = this.#queue.find(whatsappId);
		if (error !== null) pacer.refused();
		const wasResent = entry?.isRefreshed ?? true;
		const isOnItsWay = !entry || this.#flights.has(whatsappId);
		const reaction = error === null ? null : ackReaction(error, { wasResent, isOnItsWay });
		if (reaction?.kind === 'ignore') return;
		if (entry && reaction?.kind === 'resend') return this.#resend(entry);
		if (entry && error === null) pacer.sent(entry.chatId);
		const stored = database.commitGrouped(() => {
			const sent = { sessionId, whatsappId };
			if (reaction?.kind === 'fail') log.advanceSent(sent, 'failed', at, reaction.error);
			else log.advanceSent(sent, 'sent', at);
		});
		// The next one of the chat is marked in the same commit.
		this.settled(whatsappId);
		stored.catch((err: unknown) => {
			logger.error({ err }, 'a confirmation of WhatsApp could not be stored');
			const verdict = reaction?.kind === 'fail' ? reaction.error : null;
			if (entry) this.#takeBack(entry, verdict);
		});
	}

	/** It still counts as unconfirmed: the same id is sent and acked once more, but for a refusal. */
	#takeBack(entry: QueueEntry, verdict: MessageError | null): void {
		if (this.#isClosed) return;
		const { clock, times } = this.#options;
		this.#queue.add(entry, clock.now() + times.inDoubt, verdict);
		this.#wake();
	}

	/** When pacing lets an accepted message go; null when it does not say. */
	turnOf({ whatsappId }: { whatsappId: string }): Turn | null {
		// It may have been accepted a moment ago, and is asked about before it is taken up.
		if (this.#hasNews) this.#load();
		const entry = this.#queue.find(whatsappId);
		return entry ? this.#turns.turnOf(entry) : null;
	}

	/** Stops at once: what was being sent stays in doubt. May be called twice. */
	close(): void {
		this.#closing.abort();
		this.#cancelTimer();
		this.#flights.close();
		this.#wake();
	}

	async #run(): Promise<void> {
		while (!this.#isClosed) {
			try {
				this.#load();
				const { entry, dueAt } = this.#next();
				if (!entry) await this.#sleepUntil(dueAt);
				// Several picked in one turn share one commit; pacing must see each before the next.
				else if (this.#options.pacer.isOn) await this.#start(entry);
				else void this.#start(entry);
			} catch (err) {
				if (this.#isClosed) return;
				const { logger, clock, times } = this.#options;
				logger.error({ err }, 'the outbox met an error it did not expect');
				await this.#sleepUntil(clock.now() + times.refusal);
			}
		}
	}

	/** After a connection was lost, late acks and receipts come first; then what is in doubt goes again. */
	#load(): void {
		const { store, sessionId, clock, times } = this.#options;
		if (!this.#isLoaded) {
			const inDoubtUntil = clock.now() + times.inDoubt;
			for (const message of store.outstanding(sessionId)) {
				const isInDoubt = message.status === 'sending' && message.attempts > 0;
				this.#queue.add(message, isInDoubt ? inDoubtUntil : 0);
			}
		} else if (this.#hasNews) {
			for (const message of store.outstandingAfter(sessionId, this.#queue.lastSeq)) {
				this.#queue.add(message, 0);
			}
		}
		this.#isLoaded = true;
		this.#hasNews = false;
	}

	#next(): { entry: QueueEntry | null; dueAt: number | null } {
		if (this.#underway.size >= MOST_FLIGHTS) return { entry: null, dueAt: null };
		return this.#turns.next(this.#options.clock.now());
	}

	#sleepUntil(dueAt: number | null): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		if (this.#isClosed) resolve();
		this.#wake = resolve;
		const { clock } = this.#options;
		if (dueAt !== null) {
			const ms = Math.min(Math.max(1, dueAt - clock.now()), LONGEST_SLEEP_MS);
			this.#cancelTimer = clock.after(ms, resolve);
		}
		return promise.finally(() => this.#cancelTimer());
	}

	/** A message that cannot even be tried must not keep the others from their turn. */
	async #start(entry: QueueEntry): Promise<void> {
		const { logger, times } = this.#options;
		this.#underway.add(entry.whatsappId);
		entry.isBusy = true;
		try {
			await this.#send(entry);
		} catch (err) {
			if (this.#isClosed) return;
			logger.error({ err, messageId: entry.id }, 'a message could not be tried');
			this.#postpone(entry, err instanceof WaypostError ? times.refusal : times.trouble);
		} finally {
			if (!this.#flights.has(entry.whatsappId)) this.#underway.delete(entry.whatsappId);
			this.#wake();
		}
	}

	async #send(entry: QueueEntry): Promise<void> {
		const { messages, sessionId } = this.#options;
		const message = messages.get(sessionId, entry.id);
		if (!message || !isOutstanding(message.status)) return this.#queue.remove(entry);
		if (message.chat.id !== entry.chatId) return this.#move(entry, message);
		const reason = this.#reasonNotToSend(entry, message);
		if (reason) return this.#fail(entry, message, reason);
		if (this.#preparation.takesLong(message) && !entry.isPrepared) {
			return this.#prepare(entry, message);
		}
		// What it answers or changes was acked a moment ago, and may not be stored yet.
		if ((message.targetId ?? message.replyTo) !== null) this.#options.database.flush();
		try {
			const content = await this.#preparation.contentOf(message);
			if (this.#isClosed) return;
			if (!(await this.#mark(entry, message, content))) return this.#queue.remove(entry);
			await this.#inLine(() => this.#relay(entry, message, content));
		} catch (error) {
			this.#onSendError(entry, message, error);
		}
	}

	#reasonNotToSend(entry: QueueEntry, message: StoredMessage): MessageError | null {
		const { clock, isRestricted, pacer } = this.#options;
		return reasonNotToSend(message, {
			verdict: entry.verdict,
			isForbidden: () => isRestricted() && pacer.neverWrote(entry),
			now: clock.now(),
		});
	}

	/** In the background: only the chat of the message waits for it. */
	#prepare(entry: QueueEntry, message: StoredMessage): void {
		const { times, logger } = this.#options;
		if (this.#preparation.isFull) return this.#postpone(entry, times.refusal);
		const onReady = () => {
			entry.isPrepared = true;
			entry.isBusy = false;
			this.#wake();
		};
		const onError = (error: unknown) => {
			if (this.#isClosed) return;
			if (error instanceof SendError) return this.#onSendError(entry, message, error);
			logger.error({ err: error, messageId: message.id }, 'a message could not be prepared');
			this.#postpone(entry, times.trouble);
		};
		this.#preparation.run(message).then(onReady).catch(onError);
	}

	/** One commit before the first byte: the content, the try, and what pacing counts. */
	async #mark(entry: QueueEntry, message: StoredMessage, content: Uint8Array): Promise<boolean> {
		const { database, log, pacer, clock, times } = this.#options;
		const candidate = pacer.isOn ? this.#turns.candidate(entry) : null;
		let isMarked = false;
		await database.commitGrouped(() => {
			const at = clock.now();
			isMarked = log.beginAttempt(message, { content, at, nextAt: at + times.ack });
			if (isMarked && candidate) pacer.record(message.id, candidate);
		});
		if (!isMarked) return false;
		entry.attempts = message.attempts + 1;
		this.#queue.markSending(entry);
		return true;
	}

	/** Its chat is known by another id now. */
	#move(entry: QueueEntry, { chat }: StoredMessage): void {
		this.#queue.move(entry, chat.id);
		entry.isBusy = false;
	}

	/** Baileys sends one message of a session after the other. */
	#inLine(work: () => Promise<void>): Promise<void> {
		const done = this.#line.then(work);
		this.#line = done.catch(() => {});
		return done;
	}

	async #relay(entry: QueueEntry, message: StoredMessage, content: Uint8Array): Promise<void> {
		const { whatsappId, chat } = message;
		if (this.#isClosed) throw new SendError('The connection ended.', { mayHaveLeft: false });
		const { landed, hasLeft } = this.#flights.start(whatsappId);
		const refresh = entry.isRefreshed && { refresh: true };
		const relayed = this.#options.connection.relay({
			...{ chatId: chat.id, whatsappId, content },
			...refresh,
		});
		// Until then WhatsApp may be asked for devices and keys, and the connection sets the time for that.
		await Promise.race([relayed.then(hasLeft), landed]);
	}

	#land(whatsappId: string): void {
		this.#flights.land(whatsappId);
		this.#underway.delete(whatsappId);
		this.#wake();
	}

	#onAckMissing(whatsappId: string): void {
		const entry = this.#queue.find(whatsappId);
		if (entry) this.#postpone(entry, this.#options.times.inDoubt);
	}

	/** Once more, with the same id. */
	#resend(entry: QueueEntry): void {
		entry.isRefreshed = true;
		this.#postpone(entry, 0);
	}

	#postpone(entry: QueueEntry, ms: number): void {
		entry.nextAt = this.#options.clock.now() + ms;
		entry.isBusy = false;
		this.#land(entry.whatsappId);
	}

	#onSendError(entry: QueueEntry, message: StoredMessage, error: unknown): void {
		const { logger, times, log } = this.#options;
		if (!(error instanceof SendError)) throw error;
		if (this.#queue.find(entry.whatsappId) !== entry) return;
		logger.warn({ err: error, messageId: message.id }, 'a message could not be sent');
		if (error.mayHaveLeft) return this.#postpone(entry, times.inDoubt);
		// `attempts` counts only what may have left; this one did not.
		const wasMarked = entry.attempts > message.attempts;
		if (wasMarked) log.retractAttempt(message);
		entry.attempts = message.attempts;
		entry.refusals += 1;
		const failure = failureAfter(error, { ...message, refusals: entry.refusals, wasMarked });
		if (failure && !this.#isClosed) this.#fail(entry, message, failure);
		this.#postpone(entry, times.refusal);
	}

	#fail(entry: QueueEntry, message: StoredMessage, error: MessageError): void {
		const { log, clock } = this.#options;
		log.advance(message, 'failed', clock.now(), error);
		this.#queue.remove(entry);
	}
}
