import type {
	Address,
	ChatAddress,
	WhatsAppConnector,
} from '../../whatsapp/whatsapp-connection.js';
import type { NumberChecksStore } from './number-checks.store.js';
import type { Recipient } from '../recipient.js';

/** The two addresses of a person, as a session has learned them. */
export interface ContactBook {
	/** E.164 with `+`. */
	phoneNumberOf(sessionId: string, lid: string): string | undefined;
	lidOf(sessionId: string, phoneNumber: string): string | undefined;
}

export interface ChatAddressesOptions {
	connector: Pick<WhatsAppConnector, 'addressOf'>;
	contacts: ContactBook;
	checks: NumberChecksStore;
	/** Adds the name of a group, where it is known. */
	groups: { named(sessionId: string, chat: ChatAddress): ChatAddress };
}

/**
 * Finds the chat of a recipient by what is known here, and asks nobody. A person is one chat: by the
 * phone number, as WhatsApp spells it, wherever the number is known.
 */
export class ChatAddresses {
	readonly #options: ChatAddressesOptions;

	constructor(options: ChatAddressesOptions) {
		this.#options = options;
	}

	find(sessionId: string, recipient: Recipient): ChatAddress {
		const { connector, contacts, groups } = this.#options;
		if (recipient.kind === 'phone-number') return this.#person(sessionId, recipient.phoneNumber);
		const chat = groups.named(sessionId, connector.addressOf(recipient.chatId));
		if (chat.phoneNumber !== null) return this.#person(sessionId, chat.phoneNumber);
		const number = chat.lid === null ? undefined : contacts.phoneNumberOf(sessionId, chat.lid);
		return number === undefined ? chat : { ...this.#person(sessionId, number), lid: chat.lid };
	}

	/** The chat of a number that WhatsApp was asked about. */
	registered(
		sessionId: string,
		{ phoneNumber, lid }: Pick<Address, 'phoneNumber' | 'lid'>,
		asked: string,
	): ChatAddress {
		const { connector, contacts } = this.#options;
		const number = phoneNumber ?? asked;
		return {
			...connector.addressOf(number),
			lid: lid ?? contacts.lidOf(sessionId, number) ?? null,
		};
	}

	#person(sessionId: string, phoneNumber: string): ChatAddress {
		const { checks } = this.#options;
		const known = checks.find(sessionId, phoneNumber)?.address;
		return this.registered(sessionId, known ?? { phoneNumber, lid: null }, phoneNumber);
	}
}
