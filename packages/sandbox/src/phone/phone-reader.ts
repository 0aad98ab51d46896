import { stanza, type Attrs, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import type { Recipient } from './recipient.js';
import type { Screen, ScreenEntry } from './screen.js';

/** Marks chats read and voice notes played. */
export class PhoneReader {
	readonly #world: World;
	readonly #account: Account;
	readonly #screen: Screen;

	constructor(world: World, account: Account, screen: Screen) {
		this.#world = world;
		this.#account = account;
		this.#screen = screen;
	}

	/** One receipt for all unread messages of a sender, or two when some came by LID and some by number. */
	read(chat: Recipient): void {
		const unread = this.#screen
			.all()
			.filter(
				({ message }) => message.direction === 'in' && message.chat === chat.chat && !message.read,
			);
		for (const entry of unread) this.#screen.update(entry, { read: true });
		const senders = Map.groupBy(unread, ({ message: { from }, addressing }) => from + addressing);
		for (const entries of senders.values()) this.#tell(chat, entries);
	}

	/** Plays a received voice note. */
	play(chat: Recipient, entry: ScreenEntry): void {
		this.#screen.update(entry, { read: true, played: true });
		this.#tell(chat, [entry], 'played');
	}

	#tell(chat: Recipient, entries: readonly ScreenEntry[], type: 'read' | 'played' = 'read'): void {
		const [first] = entries;
		const author = first && this.#world.accounts.byPhoneNumber(first.message.from);
		if (!author) return;
		const jid = author.jid(first.addressing);
		const attrs = chat.kind === 'group' ? { to: chat.jid, participant: jid } : { to: jid };
		const from = { account: this.#account, device: undefined };
		this.#world.receipts.route(
			from,
			receiptFor({ ...attrs, type }, entries, this.#world.clock.unixTime()),
		);
	}
}

function receiptFor(attrs: Attrs, entries: readonly ScreenEntry[], t: number): Stanza {
	const [id, ...more] = entries.map(({ message }) => message.id);
	const items = more.map((each) => stanza('item', { id: each }));
	const list = items.length > 0 ? [stanza('list', {}, items)] : undefined;
	return stanza('receipt', { id, ...attrs, t }, list);
}
