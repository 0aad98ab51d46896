import { deferred, type Deferred } from '../deferred.js';
import { SandboxError } from '../errors.js';
import type { Addressing } from '../stanza/jid.js';
import type { Timers } from '../timers.js';
import type {
	DisplayedAttachment,
	DisplayedDetails,
	DisplayedMessage,
} from './displayed-message.js';

/** A message on the screen with what the phone must remember about it. */
export interface ScreenEntry {
	message: DisplayedMessage;
	/** How its sender addressed this phone, so that receipts go back the same way. */
	readonly addressing: Addressing;
	/** Decrypted attachment. */
	readonly bytes: Buffer | undefined;
}

/** What is shown, before it has a place on the screen. */
export interface NewMessage
	extends DisplayedDetails,
		Pick<DisplayedMessage, 'id' | 'direction' | 'chat' | 'from' | 'kind' | 'text' | 'replyTo'> {
	readonly attachment: DisplayedAttachment | null;
}

export interface NextMessageOptions {
	/** Default 10,000. */
	readonly timeoutMs?: number;
	/** Only messages for which this holds; others stay for later calls. */
	readonly where?: (message: DisplayedMessage) => boolean;
	/** Default `in`. */
	readonly direction?: 'in' | 'out';
}

const ANYBODY = '';

interface Waiter {
	wants(message: DisplayedMessage): boolean;
	readonly found: Deferred<DisplayedMessage>;
}

/** The messages a phone has displayed, in order of display. */
export class Screen {
	readonly #timers: Timers;
	readonly #entries: ScreenEntry[] = [];
	/** Entries `next` has not returned yet, in order. */
	readonly #fresh = new Set<ScreenEntry>();
	readonly #index = new Map<string, ScreenEntry>();
	readonly #waiters = new Set<Waiter>();

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	all(): readonly ScreenEntry[] {
		return this.#entries;
	}

	/** The message with this id, from this sender when given, else the first with that id. */
	find(id: string, from = ANYBODY): ScreenEntry | undefined {
		return this.#index.get(indexKey(id, from));
	}

	show(shown: NewMessage, addressing: Addressing, bytes?: Buffer): DisplayedMessage {
		const message: DisplayedMessage = {
			...shown,
			at: new Date().toISOString(),
			copies: 1,
			read: false,
			delivered: shown.direction === 'in',
			edited: false,
			deleted: false,
		};
		this.#add({ message, addressing, bytes });
		return message;
	}

	/** Changes what a message shows; its place stays. */
	update(entry: ScreenEntry, change: Partial<DisplayedMessage>): void {
		entry.message = { ...entry.message, ...change };
	}

	/** The next message that no earlier call returned; rejects TIMED_OUT when none comes in time. */
	async next(options: NextMessageOptions): Promise<DisplayedMessage> {
		const { timeoutMs = 10_000, direction = 'in', where = () => true } = options;
		const wants = (message: DisplayedMessage) => message.direction === direction && where(message);
		for (const entry of this.#fresh) {
			if (!wants(entry.message)) continue;
			this.#fresh.delete(entry);
			return entry.message;
		}
		const waiter: Waiter = { wants, found: deferred() };
		this.#waiters.add(waiter);
		const cancel = this.#timers.after(Math.max(1, timeoutMs), () =>
			waiter.found.reject(
				new SandboxError('TIMED_OUT', `No such message was displayed within ${timeoutMs} ms.`),
			),
		);
		return waiter.found.promise.finally(() => {
			cancel();
			this.#waiters.delete(waiter);
		});
	}

	#add(entry: ScreenEntry): void {
		const { message } = entry;
		this.#entries.push(entry);
		for (const from of [message.from, ANYBODY]) {
			const key = indexKey(message.id, from);
			if (!this.#index.has(key)) this.#index.set(key, entry);
		}
		const waiter = [...this.#waiters].find((each) => each.wants(message));
		if (!waiter) {
			this.#fresh.add(entry);
			return;
		}
		this.#waiters.delete(waiter);
		waiter.found.resolve(message);
	}

	/** Whoever still waits is told that nothing will come. */
	close(): void {
		for (const { found } of this.#waiters) {
			found.reject(new SandboxError('SANDBOX_CLOSED', 'The phone was taken away.'));
		}
	}
}

function indexKey(id: string, from: string): string {
	return `${from} ${id}`;
}
