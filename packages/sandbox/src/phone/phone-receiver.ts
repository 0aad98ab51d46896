import { readContent } from '../baileys/content.js';
import type { proto } from '../baileys/protocol.js';
import { toE164 } from '../phone-number.js';
import { addressingOf, isForMany } from '../stanza/jid.js';
import { bytesFromNumber, child, children, stanza, type Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { Endpoint } from '../state/accounts.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { PeerRequests } from './peer-requests.js';
import type { PhoneCipher } from './phone-cipher.js';
import type { Screen, ScreenEntry } from './screen.js';
import type { ScreenWriter } from './screen-writer.js';

const MAX_RETRIES = 5;

export interface PhoneReceiverOptions {
	readonly world: World;
	readonly account: Account;
	readonly cipher: PhoneCipher;
	readonly screen: Screen;
	readonly writer: ScreenWriter;
	/** What own linked devices ask for. */
	readonly requests: PeerRequests;
	/** Whether the phone tells senders that it has their messages. */
	sendsReceipts(): boolean;
	/** A message came onto the screen. */
	onDisplayed(message: DisplayedMessage, stanza: Stanza): void;
}

/** Opens what arrives for a phone and puts it on the screen: once per id and sender. */
export class PhoneReceiver {
	readonly #options: PhoneReceiverOptions;
	readonly #retries = new Map<string, number>();

	constructor(options: PhoneReceiverOptions) {
		this.#options = options;
	}

	/** How often each message was asked for again. */
	toSnapshot(): readonly (readonly [string, number])[] {
		return [...this.#retries];
	}

	restore(retries: readonly (readonly [string, number])[]): void {
		for (const [id, count] of retries) this.#retries.set(id, count);
	}

	async receiveMessage(incoming: Stanza): Promise<void> {
		const { from: chat, participant } = incoming.attrs;
		const sender = this.#options.world.accounts.endpoint(participant ?? chat);
		if (!sender) return;
		const from = toE164(sender.account.number);
		const shown = this.#options.screen.find(incoming.attrs['id'] ?? '', from);
		const message = await this.#open(sender, incoming);
		if (shown) this.#countCopy(shown, incoming);
		else if (message) await this.#take(sender, incoming, message);
		else this.#askAgain(incoming);
	}

	/** The other side has or has read an own message, or an own device has read a received one. */
	receiveReceipt(receipt: Stanza): void {
		const { id = '', type } = receipt.attrs;
		const more = children(child(receipt, 'list'), 'item').map((item) => item.attrs['id'] ?? '');
		for (const each of [id, ...more]) {
			const entry = this.#options.screen.find(each);
			if (entry) this.#options.screen.update(entry, progress(entry.message, type));
		}
	}

	/**
	 * What the last ciphertext holds: in a group, one for this phone alone may come first and bring the
	 * sender key.
	 */
	async #open(sender: Endpoint, incoming: Stanza): Promise<proto.IMessage | undefined> {
		let message: proto.IMessage | undefined;
		for (const enc of children(incoming, 'enc'))
			message = await this.#openOne(sender, incoming, enc);
		return message;
	}

	async #openOne(
		sender: Endpoint,
		{ attrs: { from, id } }: Stanza,
		enc: Stanza,
	): Promise<proto.IMessage | undefined> {
		const { cipher, world } = this.#options;
		try {
			if (isForMany(from)) return await cipher.openInGroup(from, sender, enc);
			return await cipher.open(sender, enc);
		} catch (error) {
			world.logger.debug({ err: error, id }, 'phone cannot open');
			return undefined;
		}
	}

	/** Seen before: the sender hears that it is here, the screen stays as it is. */
	#countCopy(entry: ScreenEntry, incoming: Stanza): void {
		this.#options.screen.update(entry, { copies: entry.message.copies + 1 });
		this.#confirm(incoming, entry.message.direction === 'out');
	}

	async #take(sender: Endpoint, incoming: Stanza, message: proto.IMessage): Promise<void> {
		this.#retries.delete(incoming.attrs['id'] ?? '');
		const own = sender.account === this.#options.account;
		const { id = '', category } = incoming.attrs;
		if (category !== 'peer') return this.#act(sender, incoming, message, own);
		if (own && sender.device) await this.#options.requests.answer(sender.device, id, message);
	}

	async #act(
		sender: Endpoint,
		incoming: Stanza,
		message: proto.IMessage,
		own: boolean,
	): Promise<void> {
		const { id = '', from, participant } = incoming.attrs;
		const shown = await this.#options.writer.write(readContent(message), {
			id,
			chat: this.#chatOf(sender.account, incoming),
			sender: sender.account,
			addressing: addressingOf(participant ?? from),
			source: message,
		});
		if (shown) this.#options.onDisplayed(shown, incoming);
		this.#confirm(incoming, own);
	}

	#chatOf(sender: Account, { attrs: { from, recipient } }: Stanza): string {
		if (isForMany(from)) return from;
		const { world, account } = this.#options;
		const other = sender === account ? world.accounts.byJid(recipient) : sender;
		return toE164((other ?? sender).number);
	}

	/** "It is here": to the other side, or `sender` to the own device the copy came from. */
	#confirm({ attrs }: Stanza, own: boolean): void {
		if (!this.#options.sendsReceipts()) return;
		const { id, from: to, participant, recipient } = attrs;
		const type = own ? 'sender' : undefined;
		this.#send(
			stanza('receipt', {
				id,
				to,
				participant,
				recipient,
				type,
				t: this.#options.world.clock.unixTime(),
			}),
		);
	}

	/** "I cannot open it": the sender encrypts again, up to five times. */
	#askAgain({ attrs }: Stanza): void {
		const { id = '', from: to, participant, recipient, t } = attrs;
		const count = (this.#retries.get(id) ?? 0) + 1;
		this.#retries.set(id, count);
		if (count > MAX_RETRIES) return;
		const registration = bytesFromNumber(this.#options.cipher.registrationId, 4);
		this.#send(
			stanza(
				'receipt',
				{ id, to, participant, recipient, type: 'retry', t: this.#options.world.clock.unixTime() },
				[
					stanza('retry', { count, id, t, v: 1, error: 0 }),
					stanza('registration', {}, registration),
				],
			),
		);
	}

	#send(receipt: Stanza): void {
		const { world, account } = this.#options;
		world.receipts.route({ account, device: undefined }, receipt);
	}
}

/** What a receipt of this type changes about a message. */
function progress(
	{ direction, delivered, read, played }: DisplayedMessage,
	type: string | undefined,
): Pick<DisplayedMessage, 'delivered' | 'read' | 'played'> {
	if (direction === 'in') return { delivered, read: read || type === 'read-self', played };
	if (type === 'sender' || type === 'read-self') return { delivered, read, played };
	const heard = played || type === 'played';
	return { delivered: true, read: read || heard || type === 'read', played: heard };
}
