import type { MessageError } from '@waypost/contract';
import type { QueuedMessage } from './outbox.store.js';

/** An outstanding message and where it stands. */
export interface QueueEntry extends QueuedMessage {
	/** On its way, or being prepared: nothing of its chat may be sent now. */
	isBusy: boolean;
	/** Not to be tried before, in milliseconds since 1970. */
	nextAt: number;
	/** What took a while, such as an upload, is done. */
	isPrepared: boolean;
	/** WhatsApp refused it once because of what we knew of the recipient's devices. */
	isRefreshed: boolean;
	/** Tries that certainly did not leave. */
	refusals: number;
	/** Why WhatsApp refused it for good, until that is stored. */
	verdict: MessageError | null;
	/** Tells equal texts apart from others; undefined until it was looked at. */
	textHash: string | null | undefined;
}

interface ChatLine {
	/** By order of acceptance. */
	entries: QueueEntry[];
	/** The one that may have left already. */
	sending: QueueEntry | null;
}

/**
 * The outstanding messages of one session, in memory: which one of each chat is next. A chat goes in
 * the order of acceptance; what is scheduled for later stands aside until it is due. Knows no store
 * and no clock.
 */
export class OutboxQueue {
	readonly #chats = new Map<string, ChatLine>();
	readonly #byWhatsAppId = new Map<string, QueueEntry>();
	#lastSeq = 0;

	/** `seq` of the newest message that was ever added. */
	get lastSeq(): number {
		return this.#lastSeq;
	}

	/** @param nextAt - not to be tried before, in milliseconds since 1970. */
	add(message: QueuedMessage, nextAt: number, verdict: MessageError | null = null): void {
		if (this.#byWhatsAppId.has(message.whatsappId)) return;
		const entry: QueueEntry = {
			...message,
			...{ isBusy: false, nextAt, isPrepared: false, isRefreshed: false, refusals: 0 },
			...{ verdict, textHash: undefined },
		};
		this.#insert(entry);
		this.#byWhatsAppId.set(entry.whatsappId, entry);
		this.#lastSeq = Math.max(this.#lastSeq, entry.seq);
	}

	/** The chat of the message is known by another id now. */
	move(entry: QueueEntry, chatId: string): void {
		this.#take(entry);
		entry.chatId = chatId;
		this.#insert(entry);
	}

	/** Moves each message to the chat it has now. */
	regroup(messages: readonly Pick<QueuedMessage, 'whatsappId' | 'chatId'>[]): void {
		for (const { whatsappId, chatId } of messages) {
			const entry = this.find(whatsappId);
			if (entry && entry.chatId !== chatId) this.move(entry, chatId);
		}
	}

	#insert(entry: QueueEntry): void {
		const line = this.#chats.get(entry.chatId) ?? { entries: [], sending: null };
		this.#chats.set(entry.chatId, line);
		const isLast = (line.entries.at(-1)?.seq ?? 0) < entry.seq;
		const place = isLast ? -1 : line.entries.findIndex(({ seq }) => seq > entry.seq);
		line.entries.splice(isLast ? line.entries.length : place, 0, entry);
		if (entry.status === 'sending') line.sending ??= entry;
	}

	#take(entry: QueueEntry): void {
		const line = this.#chats.get(entry.chatId);
		if (!line) return;
		line.entries.splice(line.entries.indexOf(entry), 1);
		if (line.sending === entry) line.sending = null;
		if (line.entries.length === 0) this.#chats.delete(entry.chatId);
	}

	find(whatsappId: string): QueueEntry | undefined {
		return this.#byWhatsAppId.get(whatsappId);
	}

	remove(entry: QueueEntry): void {
		if (this.#byWhatsAppId.delete(entry.whatsappId)) this.#take(entry);
	}

	/** It may leave from now on: it is the next of its chat until it is confirmed. */
	markSending(entry: QueueEntry): void {
		entry.status = 'sending';
		const line = this.#chats.get(entry.chatId);
		if (line) line.sending = entry;
	}

	/** Per chat the message that is next at a time, unless one is busy there. In no order. */
	*heads(now: number): Generator<QueueEntry, void, undefined> {
		for (const { entries, sending } of this.#chats.values()) {
			const head = sending ?? entries.find(({ sendAt }) => sendAt === null || sendAt <= now);
			if (head && !head.isBusy) yield head;
		}
	}

	/** When the next scheduled message is due; null when none is scheduled. */
	nextScheduled(now: number): number | null {
		let next: number | null = null;
		for (const { sendAt } of this.#byWhatsAppId.values()) {
			if (sendAt !== null && sendAt > now && (next === null || sendAt < next)) next = sendAt;
		}
		return next;
	}
}
