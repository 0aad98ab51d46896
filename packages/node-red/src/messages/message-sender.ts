import { setMaxListeners } from 'node:events';
import { TimeoutError, type DeliveryOptions, type Message, type Waypost } from '@waypost/client';
import type { DaemonConnection } from '../daemon/daemon-connection.js';
import { assertNotFailed } from '../errors/error-texts.js';
import { chatOf } from '../recipient-spelling.js';
import type { Translate } from '../translate.js';
import { WorkSlots } from './work-slots.js';

/** How far a message has to come before the flow goes on. */
export interface SendWait {
	until: 'accepted' | 'sent' | 'delivered';
	seconds: number;
}

export interface Send {
	sessionId: string;
	/** The chat, in any spelling; null for what names none, such as a reaction. */
	recipient: string | null;
	idempotencyKey: string;
	wait: SendWait;
	/** Hands the message to the daemon. */
	accept: (client: Waypost, options: DeliveryOptions) => Promise<Message>;
}

/** Messages that are handed over at the same time: a long list of recipients is no storm. */
const MOST_AT_ONCE = 8;
/** Time that a Deploy gives a message which is being handed over, in milliseconds. */
const FAREWELL_MS = 5_000;

/** Sends the messages of one node: those to one chat are handed over one after the other, in order. */
export class MessageSender {
	readonly #daemon: DaemonConnection;
	readonly #translate: Translate;
	readonly #stopWaiting = new AbortController();
	readonly #stopSending = new AbortController();
	readonly #slots = new WorkSlots(MOST_AT_ONCE);
	readonly #lastOfChat = new Map<string, Promise<unknown>>();

	constructor(daemon: DaemonConnection, translate: Translate) {
		this.#daemon = daemon;
		this.#translate = translate;
		// Each message that waits listens: Node 20 would take more than ten for a leak, and log that.
		setMaxListeners(0, this.#stopWaiting.signal);
	}

	/**
	 * Resolves when the message has come as far as asked, or with what it is when the time is up.
	 *
	 * @throws WaypostError when it was refused or the daemon cannot be reached.
	 * @throws NodeError when it was accepted and then failed.
	 */
	async send(send: Send): Promise<Message> {
		const { until, seconds } = send.wait;
		// While nothing is heard from the daemon, it is asked to hold its answer.
		const isHeard = this.#daemon.view.state === 'connected';
		const hold = until === 'accepted' || isHeard ? {} : { wait: until, timeout: seconds };
		const accepted = await this.#inOrder(send, () =>
			send.accept(this.#daemon.client, {
				idempotencyKey: send.idempotencyKey,
				signal: this.#stopSending.signal,
				...hold,
			}),
		);
		if (until === 'accepted' || !isHeard || accepted.sendAt !== null) {
			return assertNotFailed(accepted, this.#translate);
		}
		const { signal } = this.#stopWaiting;
		const message = await this.#daemon.progress.wait(accepted, { until, seconds, signal });
		return assertNotFailed(message, this.#translate);
	}

	/**
	 * Lets what is being handed over end, for a while; waits for nothing else. What was not taken by
	 * then is an error of the kind that a flow may try again.
	 */
	async close(): Promise<void> {
		this.#stopWaiting.abort();
		const unanswered = new TimeoutError('The node was stopped before Waypost answered.');
		const timer = setTimeout(() => this.#stopSending.abort(unanswered), FAREWELL_MS);
		await Promise.allSettled(this.#lastOfChat.values());
		clearTimeout(timer);
	}

	#inOrder({ sessionId, recipient }: Send, accept: () => Promise<Message>): Promise<Message> {
		const chat = `${sessionId} ${recipient === null ? '' : chatOf(recipient)}`;
		const before = this.#lastOfChat.get(chat) ?? Promise.resolve();
		const accepted = before.then(() => this.#slots.run(accept));
		const last = accepted
			.catch(() => {})
			.finally(() => {
				if (this.#lastOfChat.get(chat) === last) this.#lastOfChat.delete(chat);
			});
		this.#lastOfChat.set(chat, last);
		return accepted;
	}
}
