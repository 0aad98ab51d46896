import type { Clock } from '../../runtime/clock.js';
import { WaypostError } from '../../runtime/waypost-error.js';
import {
	SendError,
	type Address,
	type ChatAddress,
	type WhatsAppConnection,
} from '../../whatsapp/whatsapp-connection.js';
import type { ChatAddresses } from './chat-addresses.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import type { NumberAnswers, NumberChecksStore } from './number-checks.store.js';
import type { Recipient } from '../recipient.js';

export interface RecipientCheckOptions {
	store: Pick<MessagesStore, 'knowsChat'>;
	addresses: ChatAddresses;
	checks: NumberChecksStore;
	/** Counts a question; false when this session asked too much to ask before it has to. */
	mayAsk: (sessionId: string) => boolean;
	clock: Clock;
}

type Asker = Pick<WhatsAppConnection, 'checkNumbers'>;
/** What of a session the check needs. */
interface Sender {
	readonly record: { readonly id: string };
	readonly connection: Asker | null;
}
/** Null: not on WhatsApp. Undefined: nobody said in time. */
type Answer = Address | null | undefined;

/** How long an answer to a send may wait for WhatsApp to say whether a number exists. */
const CHECK_TIMEOUT_MS = 3_000;
const HOUR_MS = 3_600_000;
/** For how long an answer is believed. Somebody may join any minute; few leave. */
const BELIEVED_MS = { known: 7 * 24 * HOUR_MS, unknown: HOUR_MS };

/**
 * Finds the chat of a recipient, and asks WhatsApp about a number before the first message to it. In
 * some countries a number has two spellings (Brazil with and without its ninth digit, Mexico,
 * Argentina): WhatsApp answers with the registered one, and that is the chat. Nothing is guessed.
 */
export class RecipientCheck {
	readonly #options: RecipientCheckOptions;
	readonly #asking = new Map<string, Promise<Answer>>();

	constructor(options: RecipientCheckOptions) {
		this.#options = options;
	}

	/**
	 * @throws WaypostError RECIPIENT_NOT_ON_WHATSAPP when WhatsApp says so in time. Without an answer
	 * the message is accepted, and fails later if need be.
	 */
	async resolve(session: Sender, recipient: Recipient): Promise<ChatAddress> {
		const { addresses } = this.#options;
		const sessionId = session.record.id;
		const chat = addresses.find(sessionId, recipient);
		const number = recipient.kind === 'phone-number' ? recipient.phoneNumber : chat.phoneNumber;
		if (number === null || this.#isKnown(sessionId, number, chat)) return chat;
		if (this.#believed(sessionId, number) === null) throw notOnWhatsApp(number);
		// Asked in any case before it leaves, which pacing spreads over time.
		const { connection } = session;
		if (!connection) return chat;
		const mayAsk = this.#asking.has(keyOf(sessionId, number)) || this.#options.mayAsk(sessionId);
		if (!mayAsk) return chat;
		const found = await this.#ask(connection, sessionId, number);
		if (found === null) throw notOnWhatsApp(number);
		return found ? addresses.registered(sessionId, found, number) : chat;
	}

	/**
	 * The chat a message really goes to, for one that was accepted while nobody could ask.
	 *
	 * @returns the chat it has when there is nothing to change.
	 * @throws SendError RECIPIENT_NOT_ON_WHATSAPP
	 */
	async settle({ sessionId, chat }: StoredMessage, connection: Asker): Promise<ChatAddress> {
		const { phoneNumber } = chat;
		if (chat.kind !== 'direct' || phoneNumber === null) return chat;
		if (this.#isKnown(sessionId, phoneNumber, chat)) return chat;
		const found = await this.#ask(connection, sessionId, phoneNumber);
		if (found === null) {
			throw new SendError(notOnWhatsApp(phoneNumber).message, {
				mayHaveLeft: false,
				permanent: 'RECIPIENT_NOT_ON_WHATSAPP',
			});
		}
		if (!found) return chat;
		const registered = this.#options.addresses.registered(sessionId, found, phoneNumber);
		return registered.id === chat.id ? chat : registered;
	}

	/** Takes note of what WhatsApp said about numbers when somebody else asked. */
	remember(sessionId: string, answers: NumberAnswers): void {
		this.#options.checks.save(sessionId, answers, this.#options.clock.now());
	}

	/** True when there was a conversation, or WhatsApp said not long ago that the number exists. */
	#isKnown(sessionId: string, phoneNumber: string, chat: Pick<ChatAddress, 'id'>): boolean {
		if (this.#believed(sessionId, phoneNumber)) return true;
		return this.#options.store.knowsChat(sessionId, chat.id);
	}

	#believed(sessionId: string, phoneNumber: string) {
		const { checks, clock } = this.#options;
		const record = checks.find(sessionId, phoneNumber);
		if (!record) return undefined;
		const believedMs = record.address ? BELIEVED_MS.known : BELIEVED_MS.unknown;
		return clock.now() - record.checkedAt < believedMs ? record.address : undefined;
	}

	/** Asks once for however many messages wait for the answer. */
	async #ask(connection: Asker, sessionId: string, phoneNumber: string): Promise<Answer> {
		const key = keyOf(sessionId, phoneNumber);
		let asking = this.#asking.get(key);
		if (!asking) {
			asking = this.#question(connection, sessionId, phoneNumber).finally(() =>
				this.#asking.delete(key),
			);
			this.#asking.set(key, asking);
		}
		const late = Promise.withResolvers<undefined>();
		const cancelTimer = this.#options.clock.after(CHECK_TIMEOUT_MS, () => late.resolve(undefined));
		return Promise.race([asking, late.promise]).finally(cancelTimer);
	}

	async #question(connection: Asker, sessionId: string, phoneNumber: string): Promise<Answer> {
		const { checks, clock } = this.#options;
		let address: Answer;
		try {
			address = (await connection.checkNumbers([phoneNumber])).get(phoneNumber);
		} catch {
			// No answer is no answer, whatever the reason.
			return undefined;
		}
		if (address === undefined) return undefined;
		checks.save(sessionId, new Map([[phoneNumber, address]]), clock.now());
		return address;
	}
}

const keyOf = (sessionId: string, phoneNumber: string): string => `${sessionId} ${phoneNumber}`;

const notOnWhatsApp = (phoneNumber: string): WaypostError =>
	new WaypostError(
		'RECIPIENT_NOT_ON_WHATSAPP',
		`${phoneNumber} is not on WhatsApp. Check the number.`,
	);
