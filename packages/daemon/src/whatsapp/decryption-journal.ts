import { createHash } from 'node:crypto';
import type {
	Baileys,
	BinaryNode,
	SignalDataTypeMap,
	SignalKeyStoreWithTransaction,
	SignalRepository,
} from './baileys.js';

/** The key type of the journal's rows, beside Baileys' own. */
export const JOURNAL_ROWS = 'decrypted' as keyof SignalDataTypeMap;
/** Stanzas kept until they are decrypted; a backlog can hold thousands. */
const MAX_STANZAS = 5000;

type MakeRepository = Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository'];

export interface DecryptionJournalOptions {
	/** Called when the content of a stanza is known, before WhatsApp is told that it arrived. */
	onDecrypted(stanza: BinaryNode, plaintext: Uint8Array): void;
	/** Forgets rows that are no longer needed. */
	forget(type: string, ids: readonly string[]): void;
	/** Milliseconds since 1970. */
	now(): number;
}

interface JournalRow {
	plaintext: Uint8Array;
	/** Attributes of the stanza it came in; null when they were not at hand. */
	stanza: BinaryNode['attrs'] | null;
	/** When it was opened, in milliseconds since 1970. */
	at: number;
}

/**
 * Makes decryption repeatable. A ciphertext can be opened once: the keys for it are gone afterwards.
 * Baileys opens it, tells WhatsApp "delivered", and hands the message over last; whoever dies in
 * between has lost it, since WhatsApp does not send it again, or sends what cannot be opened any more.
 *
 * Here the plaintext is stored in the same commit as the used key, and handed over before the receipt
 * goes out. A stanza that comes again is answered from the store (as whatsmeow does with
 * `EnableDecryptedEventBuffer`). The row goes when the receipt has left, together with the next commit.
 *
 * A crash leaves rows behind. Those whose receipt had not left are asked for again by their stanza.
 * The others were handed over, so they could be deleted unseen; but that WhatsApp comes again with
 * everything it has no receipt for is its promise, not ours. So a row keeps the attributes of its
 * stanza, and once the backlog is through ({@link replay}) what is left of earlier connections is
 * handed over once more, which the reader recognises by the message's id, and then forgotten: the
 * rows never outlive the next connection, and nothing depends on what WhatsApp sends again.
 */
export class DecryptionJournal {
	readonly #options: DecryptionJournalOptions;
	readonly #stanzas = new Map<string, BinaryNode>();
	readonly #rowsOf = new Map<string, string[]>();
	readonly #startedAt: number;

	constructor(options: DecryptionJournalOptions) {
		this.#options = options;
		this.#startedAt = options.now();
	}

	/** Takes note of a `<message>` as it comes in, before Baileys sees it. */
	arrived(stanza: BinaryNode): void {
		for (const { tag, content } of Array.isArray(stanza.content) ? stanza.content : []) {
			if (tag !== 'enc' || !(content instanceof Uint8Array)) continue;
			this.#stanzas.set(idOf(content), stanza);
		}
		for (const oldest of this.#stanzas.keys()) {
			if (this.#stanzas.size <= MAX_STANZAS) return;
			this.#stanzas.delete(oldest);
		}
	}

	/** The receipt of this message has left, or it never gets one. */
	settled(messageId: string): void {
		const rows = this.#rowsOf.get(messageId);
		if (!rows) return;
		this.#rowsOf.delete(messageId);
		this.#options.forget(JOURNAL_ROWS, rows);
	}

	/**
	 * Hands over and forgets what earlier connections left. Stops, and keeps the rest, when handing
	 * over throws.
	 *
	 * @param rows - all stored rows, by their id.
	 */
	replay(rows: ReadonlyMap<string, unknown>): void {
		for (const [id, stored] of rows) {
			const row = toRow(stored);
			// Baileys may still have its stanza before it.
			if (row.at >= this.#startedAt || this.#stanzas.has(id)) continue;
			if (row.stanza) {
				this.#options.onDecrypted({ tag: 'message', attrs: row.stanza }, row.plaintext);
			}
			this.#options.forget(JOURNAL_ROWS, [id]);
		}
	}

	/** Baileys' Signal repository with the journal around its decryption. */
	around(makeRepository: MakeRepository): MakeRepository {
		return (auth, logger, pnToLid) => {
			const repository = makeRepository(auth, logger, pnToLid);
			const keys = auth.keys as SignalKeyStoreWithTransaction;
			const journalled: Pick<SignalRepository, 'decryptMessage' | 'decryptGroupMessage'> = {
				decryptMessage: (message) =>
					this.#once(keys, message.jid, message.ciphertext, () =>
						repository.decryptMessage(message),
					),
				decryptGroupMessage: (message) =>
					this.#once(keys, message.group, message.msg, () =>
						repository.decryptGroupMessage(message),
					),
			};
			return { ...repository, ...journalled };
		};
	}

	async #once(
		keys: SignalKeyStoreWithTransaction,
		lock: string,
		ciphertext: Uint8Array,
		decrypt: () => Promise<Uint8Array>,
	): Promise<Uint8Array> {
		const id = idOf(ciphertext);
		const stored: unknown = (await keys.get(JOURNAL_ROWS, [id]))[id];
		// Baileys' own transaction inside joins this one, so key and plaintext are one commit.
		const plaintext = stored
			? toRow(stored).plaintext
			: await keys.transaction(async () => {
					const opened = await decrypt();
					await keys.set({ [JOURNAL_ROWS]: { [id]: this.#newRow(id, opened) } });
					return opened;
				}, lock);
		this.#handOver(id, plaintext);
		return plaintext;
	}

	#newRow(id: string, plaintext: Uint8Array): JournalRow {
		return { plaintext, stanza: this.#stanzas.get(id)?.attrs ?? null, at: this.#options.now() };
	}

	#handOver(id: string, plaintext: Uint8Array): void {
		const stanza = this.#stanzas.get(id);
		this.#stanzas.delete(id);
		const messageId = stanza?.attrs['id'];
		if (!stanza || !messageId) return;
		this.#rowsOf.set(messageId, [...(this.#rowsOf.get(messageId) ?? []), id]);
		this.#options.onDecrypted(stanza, plaintext);
	}
}

/** The first version stored the bare plaintext. */
const toRow = (stored: unknown): JournalRow =>
	stored instanceof Uint8Array
		? { plaintext: stored, stanza: null, at: 0 }
		: (stored as JournalRow);

const idOf = (ciphertext: Uint8Array): string =>
	createHash('sha256').update(ciphertext).digest('base64url');
