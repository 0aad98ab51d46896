import { digitsOf } from '../phone-number.js';
import { LID, parseJid, PN } from '../stanza/jid.js';
import type { Account } from './account.js';
import type { LinkedDevice } from './linked-device.js';

/** A place a stanza can be delivered to: an account's phone (0) or one of its linked devices. */
export interface Endpoint {
	readonly account: Account;
	/** Undefined: the phone itself. */
	readonly device: LinkedDevice | undefined;
}

/** Everybody the sandbox knows, found by phone number and by LID. */
export class Accounts {
	readonly #byNumber = new Map<string, Account>();
	readonly #byLid = new Map<string, Account>();
	/** By other spellings of their number. */
	readonly #byAlias = new Map<string, Account>();

	add(account: Account): void {
		this.#byNumber.set(account.number, account);
		this.#byLid.set(account.lid, account);
		for (const alias of account.aliases) this.#byAlias.set(alias, account);
	}

	remove(account: Account): void {
		this.#byNumber.delete(account.number);
		this.#byLid.delete(account.lid);
		for (const alias of account.aliases) {
			if (this.#byAlias.get(alias) === account) this.#byAlias.delete(alias);
		}
		for (const other of this.#byNumber.values()) other.partners.delete(account);
	}

	clear(): void {
		this.#byNumber.clear();
		this.#byLid.clear();
		this.#byAlias.clear();
	}

	all(): Account[] {
		return [...this.#byNumber.values()];
	}

	/** By the digits of the number, registered or not. */
	byDigits(digits: string): Account | undefined {
		return this.#byNumber.get(digits);
	}

	/** By E.164 number, registered or not. Throws INVALID_NUMBER. */
	byPhoneNumber(phoneNumber: string): Account | undefined {
		return this.#byNumber.get(digitsOf(phoneNumber));
	}

	/** Whoever is on WhatsApp under this jid, whichever way it addresses them. */
	byJid(jid: string | undefined): Account | undefined {
		const { user, server } = parseJid(jid);
		const account =
			server === LID ? this.#byLid.get(user) : server === PN ? this.#byNumber.get(user) : undefined;
		return account?.registered ? account : undefined;
	}

	/** Whoever a number belongs to, in any spelling that WhatsApp knows of it. */
	byAnySpelling(digits: string): Account | undefined {
		const account = this.#byNumber.get(digits) ?? this.#byAlias.get(digits);
		return account?.registered ? account : undefined;
	}

	/** The phone or linked device under this jid; undefined when it does not exist (any more). */
	endpoint(jid: string | undefined): Endpoint | undefined {
		const account = this.byJid(jid);
		if (!account) return undefined;
		const id = parseJid(jid).device;
		const device = account.devices.get(id);
		return id === 0 || device ? { account, device } : undefined;
	}
}

/** All places a message to this account reaches. */
export function endpointsOf(account: Account): Endpoint[] {
	return [
		{ account, device: undefined },
		...[...account.devices.values()].map((device) => ({ account, device })),
	];
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
	return a.account === b.account && a.device === b.device;
}
