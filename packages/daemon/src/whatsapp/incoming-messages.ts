import { AddressBook } from './address-book.js';
import { keepInOrder } from './arrival-order.js';
import type { Baileys, BinaryNode, SignalDataSet, WAMessage } from './baileys.js';
import { DecryptionJournal, JOURNAL_ROWS } from './decryption-journal.js';
import { chatKindOf, jidOfPhoneNumber } from './jid.js';
import type { ReceivedMessageContext } from './message-people.js';
import { toReceivedChange } from './received-change.js';
import { toReceivedMessage } from './received-message.js';
import type { Address, ReceivedChange, ReceivedMessage } from './whatsapp-connection.js';

/** Messages and changes remembered as told. */
const MAX_TOLD = 2000;
/** How Baileys names the row from LID to number (`Signal/lid-mapping.js`); both without their server. */
const REVERSE_MAPPING = /^(\d+)_reverse$/;

export interface IncomingMessagesOptions {
	baileys: Baileys;
	own(): Address;
	now(): number;
	/** Each message once, before WhatsApp hears that it arrived. */
	onMessage(message: ReceivedMessage): void;
	/** Each edit and each delete once, before WhatsApp hears that it arrived. */
	onChange(change: ReceivedChange): void;
	/** Both addresses of a person became known. */
	onContact(pair: { lid: string; phoneNumber: string }): void;
	/** The number behind a `…@lid`, as learned by any earlier connection. */
	phoneNumberOf(lid: string): string | undefined;
	/** All stored keys of a type, by id. */
	stored(type: string): Promise<ReadonlyMap<string, unknown>>;
	/** Forgets journal rows that are no longer needed. */
	forget(type: string, ids: readonly string[]): void;
	/** Tells WhatsApp that a stanza needs not come again. */
	acknowledge(stanza: BinaryNode): void;
	/** False once the connection ends: nothing may be acknowledged any more. */
	isActive(): boolean;
}

/** `WebMessageInfo.StubType` (WAProto) of a message that could not be decrypted. */
const CIPHERTEXT = 2;

function isUnreadableStatus({ key, messageStubType }: WAMessage): boolean {
	const stub: number | null = messageStubType ?? null;
	return stub === CIPHERTEXT && chatKindOf(key.remoteJid ?? '') === 'status';
}

/** What comes in by one socket, told once per message. */
export class IncomingMessages {
	readonly journal: DecryptionJournal;
	/** The addresses of everybody this connection knows. */
	readonly addresses: AddressBook;
	readonly #options: IncomingMessagesOptions;
	/** By chat and id: Baileys raises a message again after its receipt. */
	readonly #told = new Set<string>();

	constructor(options: IncomingMessagesOptions) {
		this.#options = options;
		this.addresses = new AddressBook({
			stored: options.phoneNumberOf,
			onLearned: options.onContact,
		});
		this.journal = new DecryptionJournal({
			onDecrypted: (stanza, plaintext) => this.#onDecrypted(stanza, plaintext),
			forget: options.forget,
			now: options.now,
		});
	}

	/** A `<message>` comes in, and Baileys has not seen it yet. */
	onStanza(stanza: BinaryNode): void {
		keepInOrder(stanza);
		this.journal.arrived(stanza);
	}

	/** An event of Baileys, before its buffer. History is not among what is told. */
	onEvent(event: string, data: unknown): void {
		if (event === 'lid-mapping.update') this.addresses.learn(data as { lid: string; pn: string });
		if (event !== 'messages.upsert') return;
		for (const message of (data as { messages: WAMessage[] }).messages) this.#onUpsert(message);
	}

	/**
	 * Keys were stored. Whatever tells Baileys the two addresses of a person (a stanza, history, a
	 * look-up of devices, the contact list) ends in a row of its own mapping.
	 */
	onStored(data: SignalDataSet): void {
		for (const [id, value] of Object.entries(data['lid-mapping'] ?? {})) this.#learn(id, value);
	}

	/** The backlog is through: picks up what earlier connections left. Never rejects. */
	async onCaughtUp(): Promise<void> {
		const { stored, isActive } = this.#options;
		try {
			for (const [id, value] of await stored('lid-mapping')) this.#learn(id, value);
			const rows = await stored(JOURNAL_ROWS);
			if (isActive()) this.journal.replay(rows);
		} catch {
			// The store or the connection failed, which ends the connection: the next one tries again.
		}
	}

	#learn(id: string, value: unknown): void {
		const lid = REVERSE_MAPPING.exec(id)?.[1];
		if (!lid || typeof value !== 'string') return;
		this.addresses.learn({ lid: `${lid}@lid`, pn: jidOfPhoneNumber(value) });
	}

	/** Comes after the receipt, and for what needs no decryption is the first word of it. */
	#onUpsert(message: WAMessage): void {
		this.#tell(message);
		if (isUnreadableStatus(message)) this.#letGo(message);
		// Once the connection ends, a row is all that is left of a message that was not stored.
		if (message.key.id && this.#options.isActive()) this.journal.settled(message.key.id);
	}

	/**
	 * Baileys refuses what it cannot decrypt with a number of error, and while a status is refused
	 * WhatsApp holds back everything behind it. Nobody waits for a status: it is let go.
	 */
	#letGo({ key: { id, remoteJid, participant } }: WAMessage): void {
		if (!id || !remoteJid || !this.#options.isActive()) return;
		const attrs = { id, from: remoteJid, ...(participant && { participant }) };
		this.#options.acknowledge({ tag: 'message', attrs });
	}

	/** As Baileys puts a message together (`Utils/decode-wa-message.js`), before its receipt leaves. */
	#onDecrypted(stanza: BinaryNode, plaintext: Uint8Array): void {
		const { baileys, own, isActive } = this.#options;
		const { id, lid } = own();
		const { fullMessage } = baileys.decodeMessageNode(stanza, id, lid ?? '');
		const content = baileys.proto.Message.decode(baileys.unpadRandomMax16(plaintext));
		const message = content.deviceSentMessage?.message ?? content;
		this.#tell({ ...fullMessage, message }, stanza.attrs['edit']);
		// Keeps Baileys from sending the receipt.
		if (!isActive()) throw new Error('The connection has ended.');
	}

	#tell(message: WAMessage, edit?: string): void {
		const { onMessage, onChange } = this.#options;
		const context = this.#context();
		const received = toReceivedMessage(message, context);
		const change = received ? null : toReceivedChange(message, context, edit);
		const told = received ?? change;
		if (!told || !this.#isNew(told)) return;
		for (const { id, lid } of [told.chat, told.from]) this.addresses.learn({ lid, pn: id });
		if (received) onMessage(received);
		else if (change) onChange(change);
	}

	#context(): ReceivedMessageContext {
		const { baileys, own, now } = this.#options;
		return {
			own: own(),
			phoneNumberOf: (lid) => this.addresses.phoneNumberOf(lid),
			encode: (content) => baileys.proto.Message.encode(content).finish(),
			now,
		};
	}

	#isNew({ chat, whatsappId }: { chat: Address; whatsappId: string }): boolean {
		const key = `${chat.id} ${whatsappId}`;
		if (this.#told.has(key)) return false;
		this.#told.add(key);
		for (const oldest of this.#told) {
			if (this.#told.size <= MAX_TOLD) break;
			this.#told.delete(oldest);
		}
		return true;
	}
}
