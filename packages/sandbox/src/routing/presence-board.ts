import type { Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import { allows, blocks, showsLastSeen } from '../people/visibility.js';
import { addressingOf, type Addressing } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';

/** Whether somebody is online, as another person sees it. */
export interface SeenPresence {
	readonly online: boolean;
	/** Unix seconds; null: never, hidden, or online now. */
	readonly lastSeen: number | null;
}

/** Where somebody is online: on a client, or on the phone itself. */
type Place = Connection | 'phone';

/** Who is online, and who wants to know. */
export class PresenceBoard {
	readonly #clock: Clock;
	/** Who looks, and how they address the account. */
	readonly #subscribers = new Map<Account, Map<Connection, Addressing>>();
	readonly #online = new Map<Account, Set<Place>>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** From now on this connection hears about the account; answers with what it may know. */
	subscribe(connection: Connection, account: Account, jid: string): void {
		const subscribers = this.#subscribers.get(account) ?? new Map<Connection, Addressing>();
		subscribers.set(connection, addressingOf(jid));
		this.#subscribers.set(account, subscribers);
		this.#tell(connection, account, addressingOf(jid));
	}

	/** An account came online at one place or went away there; it is away when it is so everywhere. */
	change(account: Account, place: Place, presence: Account['presence']): void {
		const places = this.#online.get(account) ?? new Set();
		this.#online.set(account, places);
		if (presence === 'available') places.add(place);
		else places.delete(place);
		account.presence = places.size > 0 ? 'available' : 'unavailable';
		account.lastSeen = this.#clock.unixTime();
		for (const [connection, addressing] of this.#subscribers.get(account) ?? []) {
			this.#tell(connection, account, addressing);
		}
	}

	/** What the privacy settings of both sides let this viewer see. */
	seenBy(viewer: Account, account: Account): SeenPresence {
		const online = account.presence === 'available' && allows(account, 'online', viewer);
		const shown = !online && account.lastSeen > 0 && showsLastSeen(account, viewer);
		return { online, lastSeen: shown ? account.lastSeen : null };
	}

	/** The connection ended. */
	forget(connection: Connection): void {
		for (const subscribers of this.#subscribers.values()) subscribers.delete(connection);
		const account = connection.device?.account;
		if (!account || !this.#online.get(account)?.has(connection)) return;
		this.change(account, connection, 'unavailable');
	}

	/** The account is taken away. */
	remove(account: Account): void {
		this.#subscribers.delete(account);
		this.#online.delete(account);
	}

	clear(): void {
		this.#subscribers.clear();
		this.#online.clear();
	}

	/** Somebody who is blocked hears nothing. */
	#tell(connection: Connection, account: Account, addressing: Addressing): void {
		const viewer = connection.device?.account;
		if (!viewer || blocks(account, viewer)) return;
		connection.send(presenceOf(account.jid(addressing), this.seenBy(viewer, account)));
	}
}

function presenceOf(from: string, { online, lastSeen }: SeenPresence): Stanza {
	if (online) return stanza('presence', { from });
	return stanza('presence', { from, type: 'unavailable', last: lastSeen ?? 'deny' });
}
