import { WaypostError } from '../runtime/waypost-error.js';
import type { Clock } from '../runtime/clock.js';
import type { Session } from '../sessions/session.js';
import type { Address, ChatAddress, WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';
import type { MessagesStore } from './messages.store.js';
import type { Recipient } from './recipient.js';

export interface RecipientCheckOptions {
	store: MessagesStore;
	connector: Pick<WhatsAppConnector, 'addressOf'>;
	clock: Clock;
}

/** How long an answer to a send may wait for WhatsApp to say whether a number exists. */
const CHECK_TIMEOUT_MS = 3_000;

/** Finds the chat of a recipient, and asks WhatsApp about a number before the first message to it. */
export class RecipientCheck {
	readonly #options: RecipientCheckOptions;

	constructor(options: RecipientCheckOptions) {
		this.#options = options;
	}

	/**
	 * @throws WaypostError RECIPIENT_NOT_ON_WHATSAPP when WhatsApp says so in time. Without an answer
	 * the message is accepted, and fails later if need be.
	 */
	async resolve(session: Session, recipient: Recipient): Promise<ChatAddress> {
		const { connector, store } = this.#options;
		if (recipient.kind === 'chat') return connector.addressOf(recipient.chatId);
		const chat = connector.addressOf(recipient.phoneNumber);
		if (!session.connection || store.knowsChat(session.record.id, chat.id)) return chat;
		const found = await this.#ask(session, recipient.phoneNumber);
		if (found === null) {
			throw new WaypostError(
				'RECIPIENT_NOT_ON_WHATSAPP',
				`${recipient.phoneNumber} is not on WhatsApp. Check the number.`,
			);
		}
		return found === undefined ? chat : { ...chat, ...found, kind: chat.kind };
	}

	/** @returns null when it is not on WhatsApp, undefined when nobody said in time. */
	async #ask(session: Session, phoneNumber: string): Promise<Address | null | undefined> {
		const late = Promise.withResolvers<undefined>();
		const cancelTimer = this.#options.clock.after(CHECK_TIMEOUT_MS, () => late.resolve(undefined));
		const asked = session.connection?.checkNumbers([phoneNumber]).then(
			(addresses) => addresses.get(phoneNumber),
			() => undefined,
		);
		return Promise.race([asked, late.promise]).finally(cancelTimer);
	}
}
