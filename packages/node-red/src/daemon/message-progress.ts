import type { EventData, Message, MessageStatus } from '@waypost/client';

type Progress = Pick<EventData['message.status'], 'messageId' | 'status' | 'error'>;

export interface WaitOptions {
	until: 'sent' | 'delivered';
	seconds: number;
	/** Ends the waiting: the message is given as far as it is. */
	signal?: AbortSignal;
}

interface Waiter {
	isEnough: (status: MessageStatus) => boolean;
	resolve: () => void;
}

/** How far a status is; what ended without being sent is the end of all waiting. */
const RANK: Readonly<Record<MessageStatus, number>> = {
	accepted: 0,
	sending: 1,
	sent: 2,
	delivered: 3,
	read: 4,
	played: 5,
	failed: 9,
	cancelled: 9,
};

/** An event may be here before the answer that names its message. */
const REMEMBERED = 500;

/**
 * How far messages have come, as the event stream tells it: so a node can have a message accepted,
 * which keeps the order, and wait for the rest without holding up the next one.
 */
export class MessageProgress {
	readonly #latest = new Map<string, Progress>();
	readonly #waiters = new Map<string, Set<Waiter>>();

	note({ messageId, status, error }: Progress): void {
		const progress = { messageId, status, error };
		this.#latest.delete(messageId);
		this.#latest.set(messageId, progress);
		const [oldest] = this.#latest.keys();
		if (this.#latest.size > REMEMBERED && oldest !== undefined) this.#latest.delete(oldest);
		for (const waiter of this.#waiters.get(messageId) ?? []) {
			if (waiter.isEnough(status)) waiter.resolve();
		}
	}

	/** The message when it has come so far, or has failed; as far as it is when the time is up. */
	async wait(message: Message, { until, seconds, signal }: WaitOptions): Promise<Message> {
		const isEnough = (status: MessageStatus) => RANK[status] >= RANK[until];
		if (isEnough(message.status)) return message;
		const known = this.#latest.get(message.id);
		if (known && isEnough(known.status)) return merged(message, known);
		if (!signal?.aborted) await this.#next(message.id, isEnough, seconds * 1_000, signal);
		return merged(message, this.#latest.get(message.id));
	}

	/** Ends all waiting, since nothing is heard for now. */
	release(): void {
		for (const waiters of this.#waiters.values()) for (const { resolve } of waiters) resolve();
	}

	close(): void {
		this.release();
		this.#latest.clear();
	}

	#next(
		messageId: string,
		isEnough: Waiter['isEnough'],
		timeoutMs: number,
		signal: AbortSignal | undefined,
	): Promise<void> {
		const waiters = this.#waiters.get(messageId) ?? new Set();
		this.#waiters.set(messageId, waiters);
		return new Promise((resolve) => {
			const waiter: Waiter = {
				isEnough,
				resolve: () => {
					clearTimeout(timer);
					signal?.removeEventListener('abort', waiter.resolve);
					waiters.delete(waiter);
					if (waiters.size === 0) this.#waiters.delete(messageId);
					resolve();
				},
			};
			const timer = setTimeout(waiter.resolve, timeoutMs);
			signal?.addEventListener('abort', waiter.resolve);
			waiters.add(waiter);
		});
	}
}

function merged(message: Message, progress: Progress | undefined): Message {
	if (!progress || RANK[progress.status] <= RANK[message.status]) return message;
	const { status, error } = progress;
	return { ...message, status, error, ...(status !== 'accepted' && { waiting: null }) };
}
