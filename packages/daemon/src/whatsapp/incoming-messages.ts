import type { Baileys, BinaryNode, WAMessage } from './baileys.js';
import { DecryptionJournal } from './decryption-journal.js';
import { lidOf, phoneNumberOf } from './jid.js';
import { toReceivedMessage } from './received-message.js';
import type { Address, ReceivedMessage } from './whatsapp-connection.js';

/** LIDs whose phone number is kept in memory. */
const MAX_LIDS = 10_000;
/** Messages remembered as told. */
const MAX_TOLD = 2000;

export interface IncomingMessagesOptions {
	baileys: Baileys;
	own(): Address;
	now(): number;
	/** Each message once, before WhatsApp hears that it arrived. */
	onMessage(message: ReceivedMessage): void;
	/** Forgets journal rows that are no longer needed. */
	forget(type: string, ids: readonly string[]): void;
	/** False once the connection ends: nothing may be acknowledged any more. */
	isActive(): boolean;
}

/** What comes in by one socket, told once per message. */
export class IncomingMessages {
	readonly journal: DecryptionJournal;
	readonly #options: IncomingMessagesOptions;
	/** By chat and id: Baileys raises a message again after its receipt. */
	readonly #told = new Set<string>();
	readonly #phoneJids = new Map<string, string>();

	constructor(options: IncomingMessagesOptions) {
		this.#options = options;
		this.journal = new DecryptionJournal({
			onDecrypted: (stanza, plaintext) => this.#onDecrypted(stanza, plaintext),
			forget: options.forget,
		});
	}

	/** An event of Baileys, before its buffer. */
	onEvent(event: string, data: unknown): void {
		if (event === 'lid-mapping.update') this.#learn(data as { lid: string; pn: string });
		if (event !== 'messages.upsert') return;
		for (const message of (data as { messages: WAMessage[] }).messages) this.#onUpsert(message);
	}

	/** Comes after the receipt, and for what needs no decryption is the first word of it. */
	#onUpsert(message: WAMessage): void {
		this.#tell(message);
		// Once the connection ends, a row is all that is left of a message that was not stored.
		if (message.key.id && this.#options.isActive()) this.journal.settled(message.key.id);
	}

	/** As Baileys puts a message together (`Utils/decode-wa-message.js`), before its receipt leaves. */
	#onDecrypted(stanza: BinaryNode, plaintext: Uint8Array): void {
		const { baileys, own, isActive } = this.#options;
		const { id, lid } = own();
		const { fullMessage } = baileys.decodeMessageNode(stanza, id, lid ?? '');
		const content = baileys.proto.Message.decode(baileys.unpadRandomMax16(plaintext));
		this.#tell({ ...fullMessage, message: content.deviceSentMessage?.message ?? content });
		// Keeps Baileys from sending the receipt.
		if (!isActive()) throw new Error('The connection has ended.');
	}

	#tell(message: WAMessage): void {
		const { baileys, own, now, onMessage } = this.#options;
		const received = toReceivedMessage(message, {
			own: own(),
			phoneJidOf: (lid) => this.#phoneJids.get(lid),
			encode: (content) => baileys.proto.Message.encode(content).finish(),
			now,
		});
		if (!received || !this.#isNew(received)) return;
		for (const { id, lid } of [received.chat, received.from]) this.#learn({ lid, pn: id });
		onMessage(received);
	}

	#isNew({ chat, whatsappId }: ReceivedMessage): boolean {
		const key = `${chat.id} ${whatsappId}`;
		if (this.#told.has(key)) return false;
		this.#told.add(key);
		if (this.#told.size > MAX_TOLD) this.#told.delete(oldestOf(this.#told));
		return true;
	}

	/** Once WhatsApp told both addresses of a person, a stanza with one of them names both. */
	#learn({ lid, pn }: { lid: string | null; pn: string }): void {
		const address = lidOf(lid);
		if (!address || phoneNumberOf(pn) === null) return;
		this.#phoneJids.set(address, pn);
		if (this.#phoneJids.size > MAX_LIDS) this.#phoneJids.delete(oldestOf(this.#phoneJids.keys()));
	}
}

/** Sets and maps keep the order of insertion. */
const oldestOf = (keys: Iterable<string>): string => {
	for (const key of keys) return key;
	return '';
};
