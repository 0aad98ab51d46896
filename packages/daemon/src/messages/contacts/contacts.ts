import type { Address, WhatsAppConnector } from '../../whatsapp/whatsapp-connection.js';
import type { ContactsStore } from './contacts.store.js';

export interface ContactsOptions {
	store: ContactsStore;
	connector: Pick<WhatsAppConnector, 'addressOf'>;
}

/** People by either of their addresses. */
export class Contacts {
	readonly #options: ContactsOptions;

	constructor(options: ContactsOptions) {
		this.#options = options;
	}

	/** E.164 with `+`. */
	phoneNumberOf(sessionId: string, lid: string): string | undefined {
		return this.#options.store.phoneNumberOf(sessionId, lid);
	}

	lidOf(sessionId: string, phoneNumber: string): string | undefined {
		return this.#options.store.lidOf(sessionId, phoneNumber);
	}

	/** Id of the chat with a number. @param phoneNumber - E.164 with `+`. */
	chatIdOf(phoneNumber: string): string {
		return this.#options.connector.addressOf(phoneNumber).id;
	}

	/** The address with both of its forms where both are known, and the phone number's as its id. */
	complete<A extends Address>(sessionId: string, address: A): A {
		const { lid, phoneNumber } = address;
		if (phoneNumber !== null) {
			return lid === null
				? { ...address, lid: this.lidOf(sessionId, phoneNumber) ?? null }
				: address;
		}
		const number = lid === null ? undefined : this.phoneNumberOf(sessionId, lid);
		if (number === undefined) return address;
		return { ...address, phoneNumber: number, id: this.chatIdOf(number) };
	}
}
