import type { GroupMetadata, WASocket } from './baileys.js';
import { accountJid, chatKindOf, jidOfPhoneNumber, lidOf, ownAddress } from './jid.js';
import type { Address } from './whatsapp-connection.js';

/** How the people of a chat are named on the wire. */
export type Addressing = 'lid' | 'phone-number';

export interface ChatAddressingOptions {
	sock: Pick<WASocket, 'signalRepository' | 'user'>;
	/** Who is in a group; rejects when WhatsApp does not show it to us. */
	metadata(groupId: string): Promise<GroupMetadata>;
	within<T>(work: Promise<T>, what: string): Promise<T>;
}

/**
 * Picks the address the wire wants. A person has two; which one a chat knows them by is the chat's
 * matter: a group names its members by LID or by phone number, and a mention, a quote or a reaction
 * that uses the other one points at nobody.
 */
export class ChatAddressing {
	readonly #options: ChatAddressingOptions;

	constructor(options: ChatAddressingOptions) {
		this.#options = options;
	}

	/** @throws what `metadata` throws. */
	async of(chatId: string): Promise<Addressing> {
		if (chatKindOf(chatId) !== 'group') return lidOf(chatId) === null ? 'phone-number' : 'lid';
		const { metadata, within } = this.#options;
		const asked = within(metadata(chatId), 'the members of a group');
		const { addressingMode: mode }: { addressingMode?: string } = await asked;
		return mode === 'pn' ? 'phone-number' : 'lid';
	}

	/** The person's JID without device; under the other address when this one is not known. */
	async jidOf(person: Address, addressing: Addressing): Promise<string> {
		const number = person.phoneNumber && jidOfPhoneNumber(person.phoneNumber);
		if (addressing === 'lid') return person.lid ?? (await this.#lidBehind(number)) ?? person.id;
		return number ?? (await this.#numberBehind(person.lid)) ?? person.lid ?? person.id;
	}

	/** The owner of this account, as the chat names them. */
	ownJid(addressing: Addressing): Promise<string> {
		return this.jidOf(ownAddress(this.#options.sock.user), addressing);
	}

	async #lidBehind(jid: string | null): Promise<string | null> {
		if (jid === null) return null;
		const { sock, within } = this.#options;
		const asked = within(sock.signalRepository.lidMapping.getLIDForPN(jid), 'a LID');
		return accountJid(await asked.catch(() => null));
	}

	async #numberBehind(lid: string | null): Promise<string | null> {
		if (lid === null) return null;
		const { sock, within } = this.#options;
		const asked = within(sock.signalRepository.lidMapping.getPNForLID(lid), 'a phone number');
		return accountJid(await asked.catch(() => null));
	}
}
