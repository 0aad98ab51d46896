import type { Connection } from '../connection.js';
import { PN } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { unixTime } from '../unix-time.js';

/** Who is online, and who wants to know. */
export class PresenceBoard {
	readonly #subscribers = new Map<Account, Set<Connection>>();

	/** From now on this connection hears about the account; answers with what is known. */
	subscribe(connection: Connection, account: Account, jid: string): void {
		const subscribers = this.#subscribers.get(account) ?? new Set();
		subscribers.add(connection);
		this.#subscribers.set(account, subscribers);
		connection.send(presenceOf(account, jid));
	}

	/** An account came online or went away. */
	change(account: Account, presence: Account['presence']): void {
		account.presence = presence;
		account.lastSeen = unixTime();
		for (const connection of this.#subscribers.get(account) ?? []) {
			connection.send(presenceOf(account, account.jid(PN)));
		}
	}

	/** The connection ended. */
	forget(connection: Connection): void {
		for (const subscribers of this.#subscribers.values()) subscribers.delete(connection);
	}

	clear(): void {
		this.#subscribers.clear();
	}
}

function presenceOf(account: Account, from: string): Stanza {
	if (account.presence === 'available') return stanza('presence', { from });
	return stanza('presence', { from, type: 'unavailable', last: account.lastSeen || 'deny' });
}
