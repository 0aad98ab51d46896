import { toE164 } from '../phone-number.js';
import { LID, PN, type Addressing } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import { unixTime } from '../unix-time.js';
import type { World } from '../world.js';
import type { Screen, ScreenEntry } from './screen.js';

/** Marks chats read. */
export class PhoneReader {
	readonly #world: World;
	readonly #account: Account;
	readonly #screen: Screen;

	constructor(world: World, account: Account, screen: Screen) {
		this.#world = world;
		this.#account = account;
		this.#screen = screen;
	}

	/** One receipt for all unread messages, or two when some came by LID and some by phone number. */
	read(chat: Account): void {
		const number = toE164(chat.number);
		const unread = this.#screen
			.all()
			.filter(
				({ message }) => message.direction === 'in' && message.chat === number && !message.read,
			);
		for (const entry of unread) this.#screen.update(entry, { read: true });
		for (const addressing of [PN, LID] as const) {
			const entries = unread.filter((entry) => entry.addressing === addressing);
			const receipt = readReceipt(chat, addressing, entries);
			const from = { account: this.#account, device: undefined };
			if (receipt) this.#world.receipts.route(from, receipt);
		}
	}
}

function readReceipt(
	chat: Account,
	addressing: Addressing,
	entries: readonly ScreenEntry[],
): Stanza | undefined {
	const [id, ...more] = entries.map(({ message }) => message.id);
	if (id === undefined) return undefined;
	const items = more.map((each) => stanza('item', { id: each }));
	const list = items.length > 0 ? [stanza('list', {}, items)] : undefined;
	return stanza('receipt', { id, to: chat.jid(addressing), type: 'read', t: unixTime() }, list);
}
