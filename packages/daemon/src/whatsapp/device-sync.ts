import { AsyncLocalStorage } from 'node:async_hooks';
import { KeyedLock } from '../runtime/keyed-lock.js';
import type { Baileys, BinaryNode, SignalKeyStoreWithTransaction, WASocket } from './baileys.js';

type MakeRepository = Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];
type Listener = (stanza: BinaryNode) => unknown;

/** Where the work on one stanza is. */
interface Work {
	/** Only what follows is to be kept apart: a message is opened, or asked for again, like any other. */
	isSync: boolean;
}

const LOCK = 'device sync';

/**
 * True for what the devices of one account tell each other: keys, history and addresses from the
 * phone, and that the app state (chat settings, contact list) has changed.
 */
export const isDeviceSync = ({ tag, attrs }: BinaryNode): boolean =>
	tag === 'message' ? attrs['category'] === 'peer' : attrs['type'] === 'server_sync';

/**
 * Keeps messages from waiting for what the devices of the account tell each other.
 *
 * Baileys handles a part of the history in the place of a message: it downloads it without a bound,
 * then asks for the app state, for ever when nobody answers (`upsertMessage` and `resyncAppState` in
 * `Socket/chats.js`). Meanwhile no message is opened, and none leaves: the app state is asked for
 * inside the key transaction in which texts are sent.
 *
 * Here such stanzas are handled beside the others, one after the other, and their transactions have a
 * lock of their own. They share no keys with a text, but for those that opening a message takes and
 * asking for it again; that comes first, and is locked as ever.
 */
export class DeviceSync {
	readonly #work = new AsyncLocalStorage<Work>();
	readonly #queue = new KeyedLock();
	readonly #ownId: () => string | undefined;

	/** @param ownId - the JID of this device, under which Baileys locks what it sends. */
	constructor(ownId: () => string | undefined) {
		this.#ownId = ownId;
	}

	/** Baileys' Signal repository, which is how its keys come to us. */
	around(makeRepository: MakeRepository): MakeRepository {
		return (auth, logger, pnToLid) => {
			const keys = auth.keys as SignalKeyStoreWithTransaction;
			const { transaction } = keys;
			keys.transaction = (work, key) =>
				transaction(work, this.#isSync && key === this.#ownId() ? LOCK : key);
			return makeRepository(auth, logger, pnToLid);
		};
	}

	/** Call it before the socket has received anything, and before other listeners are added. */
	listen(sock: WASocket): void {
		for (const event of ['CB:message', 'CB:notification']) this.#divert(sock, event);
		for (const lock of [sock.messageMutex, sock.notificationMutex]) {
			const shared = lock.mutex.bind(lock);
			lock.mutex = (work) =>
				this.#work.getStore() ? this.#queue.run(LOCK, async () => work()) : shared(work);
		}
	}

	/** An event of Baileys: a message was opened, and its content is next. */
	onEvent(event: string): void {
		const work = this.#work.getStore();
		if (work && event === 'messages.upsert') work.isSync = true;
	}

	get #isSync(): boolean {
		return this.#work.getStore()?.isSync ?? false;
	}

	#divert({ ws }: WASocket, event: string): void {
		for (const each of ws.listeners(event)) {
			const listener = each as Listener;
			ws.off(event, listener);
			ws.on(event, (stanza: BinaryNode) => {
				if (!isDeviceSync(stanza)) return listener(stanza);
				// With it, Baileys would take the stanza into the queue of messages.
				delete stanza.attrs['offline'];
				return this.#work.run({ isSync: stanza.tag === 'notification' }, () => listener(stanza));
			});
		}
	}
}
