import { lidOf, phoneNumberOf } from './jid.js';

/** LIDs whose phone number is kept in memory. */
const MAX_LIDS = 10_000;

export interface AddressBookOptions {
	/** The number behind a `…@lid`, as learned by any earlier connection. */
	stored(lid: string): string | undefined;
	/** A pair this connection sees for the first time. Stored before it returns, or soon after. */
	onLearned(pair: { lid: string; phoneNumber: string }): void;
}

/** The two addresses of people: once WhatsApp told both, a stanza with one of them names both. */
export class AddressBook {
	readonly #options: AddressBookOptions;
	readonly #numbers = new Map<string, string>();

	constructor(options: AddressBookOptions) {
		this.#options = options;
	}

	/** @returns E.164 with `+`. */
	phoneNumberOf(lid: string): string | undefined {
		return this.#numbers.get(lid) ?? this.#options.stored(lid);
	}

	/**
	 * Takes a pair in any form; what is not a LID and a phone number's JID is ignored.
	 *
	 * @param pair.lid - a JID, with or without device.
	 * @param pair.pn - a JID, with or without device.
	 */
	learn(pair: { lid: string | null | undefined; pn: string | null | undefined }): void {
		const lid = lidOf(pair.lid);
		const phoneNumber = phoneNumberOf(pair.pn);
		if (lid === null || phoneNumber === null || this.#numbers.get(lid) === phoneNumber) return;
		this.#numbers.set(lid, phoneNumber);
		for (const oldest of this.#numbers.keys()) {
			if (this.#numbers.size <= MAX_LIDS) break;
			this.#numbers.delete(oldest);
		}
		this.#options.onLearned({ lid, phoneNumber });
	}
}
