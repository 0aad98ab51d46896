import type { Settings } from '../settings.js';
import { LID, PN, type Addressing } from '../stanza/jid.js';
import type { Account } from '../state/account.js';

/** How the people of a direct chat are addressed in what is delivered there. */
export const ADDRESSING_MODES = ['as-written', 'pn', 'lid'] as const;

/** By phone number, by privacy address, or as the sender addressed the message. */
export type AddressingMode = (typeof ADDRESSING_MODES)[number];

export interface ChatAddressingSnapshot {
	/** By digits of the number. */
	readonly phones: readonly (readonly [string, AddressingMode])[];
	/** By digits of both numbers. */
	readonly chats: readonly (readonly [string, AddressingMode])[];
}

/** Which address direct chats go by: what is set for the chat, else for the sender, else for all. */
export class ChatAddressing {
	readonly #settings: Settings;
	readonly #phones = new Map<string, AddressingMode>();
	readonly #chats = new Map<string, AddressingMode>();

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	/** For everything this account writes; null: as the setting says. */
	setForPhone(account: Account, mode: AddressingMode | null): void {
		put(this.#phones, account.number, mode);
	}

	/** For one chat, in both directions; null: as each side's own is. */
	setForChat(one: Account, other: Account, mode: AddressingMode | null): void {
		put(this.#chats, chatKey(one, other), mode);
	}

	/** @param written - how the sender addressed the message. */
	of(from: Account, other: Account, written: Addressing): Addressing {
		if (from.movedToLid) return LID;
		const mode =
			(this.#chats.size > 0 ? this.#chats.get(chatKey(from, other)) : undefined) ??
			this.#phones.get(from.number) ??
			this.#settings.current.addressing;
		if (mode === 'as-written') return written;
		return mode === 'lid' ? LID : PN;
	}

	/** The account is taken away. */
	remove(account: Account): void {
		this.#phones.delete(account.number);
		for (const key of this.#chats.keys()) {
			if (key.split(' ').includes(account.number)) this.#chats.delete(key);
		}
	}

	clear(): void {
		this.#phones.clear();
		this.#chats.clear();
	}

	toSnapshot(): ChatAddressingSnapshot {
		return { phones: [...this.#phones], chats: [...this.#chats] };
	}

	restore({ phones, chats }: ChatAddressingSnapshot): void {
		for (const [number, mode] of phones) this.#phones.set(number, mode);
		for (const [key, mode] of chats) this.#chats.set(key, mode);
	}
}

function put(map: Map<string, AddressingMode>, key: string, mode: AddressingMode | null): void {
	if (mode === null) map.delete(key);
	else map.set(key, mode);
}

function chatKey(one: Account, other: Account): string {
	return [one.number, other.number].sort().join(' ');
}
