import { proto } from '../baileys/protocol.js';
import { deferred, type Deferred } from '../deferred.js';
import { SandboxError } from '../errors.js';
import type { Addressing } from '../stanza/jid.js';
import type { World } from '../world.js';
import { MessagePlaces, type MessagePlacesSnapshot } from './message-places.js';
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
	/** The message as it was written, for linked devices that ask for it. */
	readonly source: proto.IMessage;
}

/** What is shown, before it has a place on the screen. */
export interface NewMessage
	extends DisplayedDetails,
		Pick<
			DisplayedMessage,
			'id' | 'direction' | 'chat' | 'from' | 'kind' | 'text' | 'replyTo' | 'expiresAt'
		> {
	readonly attachment: DisplayedAttachment | null;
}

/** Of a message that was displayed before. */
export type PastDisplay = Pick<DisplayedMessage, 'at' | 'read'>;

export interface NextMessageOptions {
	/** Default 10,000. */
	readonly timeoutMs?: number;
	/** Only messages for which this holds; others stay for later calls. */
	readonly where?: (message: DisplayedMessage) => boolean;
	/** Default `in`. */
	readonly direction?: 'in' | 'out';
}

export interface MessagesOptions {
	/** Default `in`. */
	readonly direction?: 'in' | 'out' | 'all' | undefined;
	/** Only this chat: the E.164 number of the other person, or the id of a group. */
	readonly chat?: string | undefined;
	/** Only what is displayed behind the message with this `seq`, though that be gone. Default 0: all. */
	readonly after?: number | undefined;
}

export interface ScreenSnapshot {
	/** In order of display. */
	readonly entries: readonly (Omit<ScreenEntry, 'bytes' | 'source'> & {
		readonly bytes: Buffer | null;
		/** Encoded. */
		readonly source: Uint8Array;
		/** No call of `next` has returned it yet. */
		readonly fresh: boolean;
	})[];
	readonly places: MessagePlacesSnapshot;
}

const ANYBODY = '';

interface Waiter {
	wants(message: DisplayedMessage): boolean;
	readonly found: Deferred<DisplayedMessage>;
}

/** The messages a phone has displayed, in order of display. */
export class Screen {
	readonly #world: Pick<World, 'clock' | 'patience'>;
	readonly #onChanged: (message: DisplayedMessage) => void;
	readonly #entries: ScreenEntry[] = [];
	readonly #places = new MessagePlaces();
	/** Entries `next` has not returned yet, in order. */
	readonly #fresh = new Set<ScreenEntry>();
	readonly #index = new Map<string, ScreenEntry>();
	readonly #waiters = new Set<Waiter>();
	/** By id of the message they belong to. */
	readonly #reactions = new Map<string, Set<ScreenEntry>>();
	/** Sources do not change, and a snapshot is taken often. */
	readonly #encodedSources = new WeakMap<proto.IMessage, Uint8Array>();

	/** @param onChanged - called with a message that was on the screen already and shows something else now. */
	constructor(
		world: Pick<World, 'clock' | 'patience'>,
		onChanged: (message: DisplayedMessage) => void,
	) {
		this.#world = world;
		this.#onChanged = onChanged;
	}

	all(): readonly ScreenEntry[] {
		return this.#entries;
	}

	/** What is behind the message with this `seq`, or behind where it was. Throws INVALID_REQUEST. */
	after(seq: number): readonly ScreenEntry[] {
		const displayed = this.#entries.map(({ message }) => message.seq);
		return this.#entries.slice(this.#places.after(displayed, seq));
	}

	/** The message with this id, from this sender when given, else the first with that id. */
	find(id: string, from = ANYBODY): ScreenEntry | undefined {
		return this.#index.get(indexKey(id, from));
	}

	/** What is past is nothing new to anybody; `inOrder` brings it to its place. */
	show(
		shown: NewMessage,
		kept: Omit<ScreenEntry, 'message'>,
		past?: PastDisplay,
	): DisplayedMessage {
		const message: DisplayedMessage = {
			...shown,
			seq: this.#places.next(),
			at: this.#world.clock.iso(),
			copies: 1,
			read: false,
			played: false,
			delivered: shown.direction === 'in',
			edited: false,
			deleted: false,
		};
		if (past) this.#place({ message: { ...message, delivered: true, ...past }, ...kept });
		else this.#add({ message, ...kept });
		return message;
	}

	/** Sorts by time of display: after some of the past were shown. */
	inOrder(): void {
		this.#entries.sort((one, other) => Date.parse(one.message.at) - Date.parse(other.message.at));
	}

	/** All there ever were, in order: somebody's later one takes the place of their earlier one. */
	reactionsTo(id: string): ScreenEntry[] {
		return [...(this.#reactions.get(id) ?? [])];
	}

	/** Changes what a message shows; its place stays. */
	update(entry: ScreenEntry, change: Partial<DisplayedMessage>): void {
		entry.message = { ...entry.message, ...change };
		this.#onChanged(entry.message);
	}

	/** Takes a message off the screen. */
	remove({ id, from }: Pick<DisplayedMessage, 'id' | 'from'>): void {
		const entry = this.find(id, from);
		if (!entry) return;
		const index = this.#entries.indexOf(entry);
		this.#places.leave(entry.message.seq, this.#entries[index - 1]?.message.seq);
		this.#entries.splice(index, 1);
		this.#fresh.delete(entry);
		this.#reactions.get(entry.message.replyTo ?? '')?.delete(entry);
		for (const each of [from, ANYBODY]) {
			const key = indexKey(id, each);
			if (this.#index.get(key) === entry) this.#index.delete(key);
		}
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
		const cancel = this.#world.patience.after(Math.max(1, timeoutMs), () =>
			waiter.found.reject(
				new SandboxError('TIMED_OUT', `No such message was displayed within ${timeoutMs} ms.`),
			),
		);
		return waiter.found.promise.finally(() => {
			cancel();
			this.#waiters.delete(waiter);
		});
	}

	toSnapshot(): ScreenSnapshot {
		const entries = this.#entries.map((entry) => ({
			...entry,
			bytes: entry.bytes ?? null,
			source: this.#encoded(entry),
			fresh: this.#fresh.has(entry),
		}));
		return { entries, places: this.#places.toSnapshot() };
	}

	restore({ entries, places }: ScreenSnapshot): void {
		this.#places.restore(places);
		for (const { message, addressing, bytes, source, fresh } of entries) {
			const kept = { bytes: bytes ?? undefined, source: proto.Message.decode(source) };
			const entry = { message, addressing, ...kept };
			this.#encodedSources.set(entry.source, source);
			this.#place(entry);
			if (fresh) this.#fresh.add(entry);
		}
	}

	#encoded({ source }: ScreenEntry): Uint8Array {
		const known = this.#encodedSources.get(source);
		const encoded = known ?? proto.Message.encode(source).finish();
		this.#encodedSources.set(source, encoded);
		return encoded;
	}

	#place(entry: ScreenEntry): void {
		const { message } = entry;
		this.#entries.push(entry);
		if (message.kind === 'reaction' && message.replyTo !== null) {
			const others = this.#reactions.get(message.replyTo) ?? [];
			this.#reactions.set(message.replyTo, new Set([...others, entry]));
		}
		for (const from of [message.from, ANYBODY]) {
			const key = indexKey(message.id, from);
			if (!this.#index.has(key)) this.#index.set(key, entry);
		}
	}

	#add(entry: ScreenEntry): void {
		const { message } = entry;
		this.#place(entry);
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
