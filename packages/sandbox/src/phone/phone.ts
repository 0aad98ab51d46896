import { readContent } from '../baileys/content.js';
import type { MessageCard, MessagePoll } from '../baileys/message-details.js';
import type { OutgoingMessage } from '../baileys/outgoing.js';
import type { KeyPair } from '../baileys/protocol.js';
import { SerialQueue } from '../deferred.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import { announceTimeLock } from '../routing/time-lock.js';
import { LID } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account, TimeLock } from '../state/account.js';
import type { KeyBundle } from '../state/key-bundle.js';
import type { Device, LinkedDevice } from '../state/linked-device.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import { PhoneCipher } from './phone-cipher.js';
import {
	PhoneComposer,
	type AttachmentInput,
	type LocationInput,
	type SendOptions,
} from './phone-composer.js';
import { PhoneHabits } from './phone-habits.js';
import { PhoneReader } from './phone-reader.js';
import { PhoneReceiver } from './phone-receiver.js';
import type { PhoneRules } from './phone-rules.js';
import { newMessageId, PhoneSender } from './phone-sender.js';
import { findRecipient, type Recipient, type To } from './recipient.js';
import { Screen, type NextMessageOptions } from './screen.js';
import { ScreenWriter } from './screen-writer.js';
import { newAppStateKey, welcomeMessages } from './welcome.js';

/** A virtual handset: device 0 of its account, with a real Signal identity. */
export class Phone {
	readonly #world: World;
	readonly #account: Account;
	readonly #cipher: PhoneCipher;
	readonly #sender: PhoneSender;
	readonly #receiver: PhoneReceiver;
	readonly #composer: PhoneComposer;
	readonly #reader: PhoneReader;
	readonly #screen: Screen;
	readonly #writer: ScreenWriter;
	readonly #appStateKey = newAppStateKey();
	/** One thing at a time: Signal sessions must not be used twice at once. */
	readonly #work = new SerialQueue();
	readonly #habits: PhoneHabits;

	constructor(world: World, account: Account) {
		this.#world = world;
		this.#account = account;
		this.#cipher = new PhoneCipher(world);
		this.#screen = new Screen(world.timers);
		this.#writer = new ScreenWriter(world, account, this.#screen);
		this.#sender = new PhoneSender(world, account, this.#cipher);
		this.#composer = new PhoneComposer(world, account, this.#screen);
		this.#reader = new PhoneReader(world, account, this.#screen);
		this.#habits = new PhoneHabits({
			world,
			read: (chat) => this.read(chat),
			reply: async (to, text, onId) => {
				await this.#send(to, async (recipient, id) => {
					onId(id);
					return this.#composer.text(recipient, text);
				});
			},
		});
		this.#receiver = new PhoneReceiver({
			world,
			account,
			cipher: this.#cipher,
			screen: this.#screen,
			writer: this.#writer,
			sendsReceipts: () => this.#habits.rules.deliveryReceipts,
			onDisplayed: (message, incoming) => this.#onDisplayed(message, incoming),
		});
	}

	/** E.164. */
	get phoneNumber(): string {
		return toE164(this.#account.number);
	}

	get name(): string {
		return this.#account.name;
	}

	/** Privacy address, `…@lid`. */
	get lid(): string {
		return this.#account.jid(LID);
	}

	/** False: the number exists, but not on WhatsApp. */
	get registered(): boolean {
		return this.#account.registered;
	}

	get rules(): PhoneRules {
		return this.#habits.rules;
	}

	/**
	 * Scans the QR code a client shows. Resolves when the client has signed and was told to restart.
	 * Rejects QR_UNKNOWN, QR_EXPIRED, LINKING_FAILED, PHONE_NOT_REGISTERED.
	 */
	async scan(qr: string): Promise<Device> {
		this.#mustBeRegistered();
		return (await this.#world.linking.scan(this.#account, qr)).describe();
	}

	/**
	 * Types the pairing code a client shows. Resolves as `scan` does. Rejects PAIRING_CODE_WRONG,
	 * PAIRING_CODE_EXPIRED, PAIRING_CODE_NOT_REQUESTED, LINKING_FAILED, PHONE_NOT_REGISTERED.
	 */
	async enterPairingCode(code: string): Promise<Device> {
		this.#mustBeRegistered();
		return (await this.#world.linking.enterCode(this.#account, code)).describe();
	}

	/** Linked devices, oldest first; the phone itself is not one of them. */
	devices(): Device[] {
		return [...this.#account.devices.values()].map((device) => device.describe());
	}

	/** Removes a linked device, as under "Linked devices" on the phone. Rejects DEVICE_NOT_FOUND. */
	async unlink(deviceId: number): Promise<void> {
		const device = this.#account.devices.get(deviceId);
		if (!device) {
			const message = `The phone ${this.phoneNumber} has no linked device ${deviceId}.`;
			throw new SandboxError('DEVICE_NOT_FOUND', message);
		}
		this.#world.linking.unlink(device);
	}

	/**
	 * Sends a text. Resolves when the server has taken it. Rejects RECIPIENT_NOT_ON_WHATSAPP,
	 * GROUP_NOT_FOUND, NOT_A_MEMBER, ONLY_ADMINS_WRITE.
	 */
	sendText(to: To, text: string, options: SendOptions = {}): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.text(recipient, text, options));
	}

	/** Encrypts, uploads and sends an attachment. */
	sendAttachment(
		to: To,
		attachment: AttachmentInput,
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.attachment(recipient, attachment, options));
	}

	/** Sends a place on the map. */
	sendLocation(
		to: To,
		location: LocationInput,
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.location(recipient, location, options));
	}

	/** Sends contact cards: one, or several in one message. */
	sendContacts(
		to: To,
		cards: readonly MessageCard[],
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.contacts(recipient, cards, options));
	}

	/** Asks a question with answers to choose from. */
	sendPoll(to: To, poll: MessagePoll, options: SendOptions = {}): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.poll(recipient, poll, options));
	}

	/** Reacts to a displayed message; an empty string takes the reaction back. */
	react(to: To, messageId: string, emoji: string): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.reaction(recipient, messageId, emoji));
	}

	/** Changes the text or caption of an own message. Rejects MESSAGE_NOT_FOUND, INVALID_REQUEST. */
	edit(to: To, messageId: string, text: string): Promise<{ id: string }> {
		const sent = this.#sender.sentMessage(messageId);
		return this.#send(to, (recipient) => this.#composer.edit(recipient, messageId, text, sent));
	}

	/** Takes a message back from everybody; an admin also those of others in a group. */
	delete(to: To, messageId: string): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#composer.deletion(recipient, messageId));
	}

	/** Reads everything unread in a chat, and tells those who wrote it. */
	async read(chat: To): Promise<void> {
		const recipient = findRecipient(this.#world, chat);
		await this.#work.run(async () => this.#reader.read(recipient));
	}

	/** Plays a received voice note, which its sender hears of. Rejects MESSAGE_NOT_FOUND. */
	async playVoiceNote(messageId: string): Promise<void> {
		await this.#work.run(async () => {
			const entry = this.#screen.find(messageId);
			if (entry?.message.kind !== 'voice-note' || entry.message.direction !== 'in') {
				const message = `The phone ${this.phoneNumber} has received no voice note ${messageId}.`;
				throw new SandboxError('MESSAGE_NOT_FOUND', message);
			}
			this.#reader.play(findRecipient(this.#world, entry.message.chat), entry);
		});
	}

	/** WhatsApp lets this number write to new people no more, or (null) again; its clients are told. */
	restrict(lock: TimeLock | null): void {
		this.#account.timeLock = lock;
		announceTimeLock(this.#world, this.#account);
	}

	/** Shows or ends "typing…" (or "recording…") at the other side. */
	async typing(to: To, state: 'composing' | 'recording' | 'paused' = 'composing'): Promise<void> {
		const recipient = findRecipient(this.#world, to);
		const content = [
			state === 'recording' ? stanza('composing', { media: 'audio' }) : stanza(state),
		];
		const { delivery } = this.#world;
		if (recipient.kind === 'group') delivery.typingInGroup(this.#account, recipient.jid, content);
		else delivery.typing(this.#account, recipient.account, recipient.addressing, content);
	}

	/** What the phone has displayed, in order of display; received messages unless told otherwise. */
	messages({ direction = 'in' }: { direction?: 'in' | 'out' } = {}): DisplayedMessage[] {
		const all = this.#screen.all().map(({ message }) => message);
		return all.filter((message) => message.direction === direction);
	}

	/** The next message no earlier call has returned. Rejects TIMED_OUT. */
	nextMessage(options: NextMessageOptions = {}): Promise<DisplayedMessage> {
		return this.#screen.next(options);
	}

	/** Decrypted bytes of a displayed attachment. */
	attachmentBytes(messageId: string): Buffer | undefined {
		return this.#screen.all().find(({ message, bytes }) => message.id === messageId && bytes)
			?.bytes;
	}

	/** Changes what the phone does by itself; rules not named stay as they are. */
	setRules(rules: Partial<PhoneRules>): void {
		this.#habits.change(rules);
	}

	/** Key pair of this phone's Signal identity, with which it signs linked devices. */
	get identityKey(): KeyPair {
		return this.#cipher.identityKey;
	}

	/** Keys for somebody who wants to write to this phone. */
	issueBundle(): Promise<KeyBundle> {
		return this.#cipher.issueBundle();
	}

	/** The server delivers a stanza to this phone. */
	receive(incoming: Stanza): void {
		void this.#work
			.run(async () => this.#handle(incoming))
			.catch((error: unknown) => {
				this.#world.logger.warn({ err: error, tag: incoming.tag }, 'a phone failed at a stanza');
			});
	}

	/** First login of a new linked device: sends it keys and history. Settles when it has taken them. */
	async welcome(device: LinkedDevice): Promise<void> {
		const history = this.#screen.all();
		const messages = welcomeMessages(this.#account, device, this.#appStateKey, history);
		const sent = await this.#work.run(async () => {
			const receipts: Promise<void>[] = [];
			for (const message of messages) {
				receipts.push((await this.#sender.sendPeer(device, message)).taken);
			}
			return receipts;
		});
		await Promise.all(sent);
	}

	/** Whether this phone sent that message by its auto-reply rule. */
	repliedAutomatically(messageId: string): boolean {
		return this.#habits.repliedWith(messageId);
	}

	close(): void {
		this.#screen.close();
		this.#cipher.close();
	}

	async #handle(incoming: Stanza): Promise<void> {
		if (incoming.tag === 'message') await this.#receiver.receiveMessage(incoming);
		else if (incoming.tag !== 'receipt') return;
		else if (incoming.attrs['type'] === 'retry') await this.#sender.answerRetry(incoming);
		else this.#receiver.receiveReceipt(incoming);
	}

	async #send(
		to: To,
		compose: (recipient: Recipient, id: string) => OutgoingMessage | Promise<OutgoingMessage>,
	): Promise<{ id: string }> {
		this.#mustBeRegistered();
		const recipient = findRecipient(this.#world, to);
		const id = newMessageId();
		await this.#work.run(async () => {
			const outgoing = await compose(recipient, id);
			await this.#sender.send(recipient, outgoing, id);
			const { chat, addressing } = recipient;
			const place = { id, chat, sender: this.#account, addressing };
			const shown = await this.#writer.write(readContent(outgoing.message), place);
			if (shown) this.#publish(shown);
		});
		return { id };
	}

	#onDisplayed(message: DisplayedMessage, incoming: Stanza): void {
		this.#publish(message);
		if (message.direction === 'in') this.#habits.onReceived(message, incoming);
	}

	#publish(message: DisplayedMessage): void {
		this.#world.events.publish('phone.message', { phoneNumber: this.phoneNumber, message });
	}

	#mustBeRegistered(): void {
		if (this.registered) return;
		const message = `${this.phoneNumber} is not on WhatsApp, so its phone cannot do this.`;
		throw new SandboxError('PHONE_NOT_REGISTERED', message);
	}
}
