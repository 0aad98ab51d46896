import { readContent } from '../baileys/content.js';
import type { MessageCard, MessagePoll } from '../baileys/message-details.js';
import type { KeyPair } from '../baileys/protocol.js';
import { SandboxError } from '../errors.js';
import { toE164 } from '../phone-number.js';
import { announceRestriction } from '../routing/restriction.js';
import { LID } from '../stanza/jid.js';
import { stanza, type Stanza } from '../stanza/stanza.js';
import type { Account, Restriction } from '../state/account.js';
import type { KeyBundle } from '../state/key-bundle.js';
import type { Device, LinkedDevice } from '../state/linked-device.js';
import { parseInput } from '../validation.js';
import type { World } from '../world.js';
import type { DisplayedMessage } from './displayed-message.js';
import type { PhoneChatSettings } from './phone-chat-settings.js';
import { chatsOf, type PhoneChat } from './phone-chats.js';
import type { AttachmentInput, LocationInput, SendOptions } from './phone-composer.js';
import { PhoneParts, type Compose } from './phone-parts.js';
import type { PhoneFaults } from './phone-faults.js';
import type { PhoneGroups } from './phone-groups.js';
import { historyInputSchema, type ChatHistory } from './history-input.js';
import type { OptOut } from './opt-outs.js';
import type { PhonePrivacy } from './phone-privacy.js';
import type { PhoneProfile } from './phone-profile.js';
import { PhoneHistory } from './phone-history.js';
import type { PhoneRules } from './phone-rules.js';
import type { PhoneStatuses } from './phone-statuses.js';
import type { PhoneSnapshot } from './phone-snapshot.js';
import { newMessageId } from './phone-sender.js';
import { findRecipient, type To } from './recipient.js';
import type { MessagesOptions, NextMessageOptions } from './screen.js';
import { welcomeMessages } from './welcome.js';

/** A virtual handset: device 0 of its account, with a real Signal identity. */
export class Phone {
	readonly #world: World;
	readonly #account: Account;
	readonly #parts: PhoneParts;
	/** Delivered, and not dealt with yet. */
	readonly #inbox = new Set<Stanza>();
	/** What can go wrong with this number, done at once. */
	readonly faults: PhoneFaults;
	/** Name, about text, picture and presence, and what it sees of others. */
	readonly profile: PhoneProfile;
	/** Contacts, blocked people, and who may see what. */
	readonly privacy: PhonePrivacy;
	/** What is shown to all contacts for a day. */
	readonly statuses: PhoneStatuses;
	/** Joining, inviting and leaving. */
	readonly groups: PhoneGroups;
	/** Disappearing messages, and how people are addressed. */
	readonly chatSettings: PhoneChatSettings;

	constructor(world: World, account: Account, snapshot?: PhoneSnapshot) {
		this.#world = world;
		this.#account = account;
		const acts = {
			read: (chat: To) => this.read(chat),
			typing: (chat: To) => this.typing(chat),
			react: (to: To, messageId: string, emoji: string) => this.react(to, messageId, emoji),
			send: (to: To, compose: Compose) => this.#send(to, compose),
		};
		this.#parts = new PhoneParts(world, account, acts, snapshot);
		const { faults, profile, privacy, statuses, groups, chatSettings } = this.#parts;
		this.faults = faults;
		this.profile = profile;
		this.privacy = privacy;
		this.statuses = statuses;
		this.groups = groups;
		this.chatSettings = chatSettings;
		if (!snapshot) return;
		this.#parts.restore(snapshot);
		for (const incoming of snapshot.inbox) this.receive(incoming);
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
		return this.#parts.habits.rules;
	}

	/** Those who were told to stop by the rule `optOutWord`, and how many messages came all the same. */
	get optOuts(): OptOut[] {
		return this.#parts.habits.optOuts;
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
		return this.#send(to, (recipient) => this.#parts.composer.text(recipient, text, options));
	}

	/** Encrypts, uploads and sends an attachment. */
	sendAttachment(
		to: To,
		attachment: AttachmentInput,
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) =>
			this.#parts.composer.attachment(recipient, attachment, options),
		);
	}

	/** Sends a place on the map. */
	sendLocation(
		to: To,
		location: LocationInput,
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) =>
			this.#parts.composer.location(recipient, location, options),
		);
	}

	/** Sends contact cards: one, or several in one message. */
	sendContacts(
		to: To,
		cards: readonly MessageCard[],
		options: SendOptions = {},
	): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#parts.composer.contacts(recipient, cards, options));
	}

	/** Asks a question with answers to choose from. */
	sendPoll(to: To, poll: MessagePoll, options: SendOptions = {}): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#parts.composer.poll(recipient, poll, options));
	}

	/** Reacts to a displayed message; an empty string takes the reaction back. */
	react(to: To, messageId: string, emoji: string): Promise<{ id: string }> {
		return this.#send(to, (recipient) =>
			this.#parts.composer.reaction(recipient, messageId, emoji),
		);
	}

	/** Changes the text or caption of an own message. Rejects MESSAGE_NOT_FOUND, INVALID_REQUEST. */
	edit(to: To, messageId: string, text: string): Promise<{ id: string }> {
		const sent = this.#parts.sender.sentMessage(messageId);
		return this.#send(to, (recipient) =>
			this.#parts.composer.edit(recipient, messageId, text, sent),
		);
	}

	/** Takes a message back from everybody; an admin also those of others in a group. */
	delete(to: To, messageId: string): Promise<{ id: string }> {
		return this.#send(to, (recipient) => this.#parts.composer.deletion(recipient, messageId));
	}

	/** Reads everything unread in a chat, and tells those who wrote it. */
	async read(chat: To): Promise<void> {
		const recipient = findRecipient(this.#world, chat);
		await this.#parts.work.run(async () => this.#parts.reader.read(recipient));
	}

	/** Plays a received voice note, which its sender hears of. Rejects MESSAGE_NOT_FOUND. */
	async playVoiceNote(messageId: string): Promise<void> {
		await this.#parts.work.run(async () => {
			const entry = this.#parts.screen.find(messageId);
			if (entry?.message.kind !== 'voice-note' || entry.message.direction !== 'in') {
				const message = `The phone ${this.phoneNumber} has received no voice note ${messageId}.`;
				throw new SandboxError('MESSAGE_NOT_FOUND', message);
			}
			this.#parts.reader.play(findRecipient(this.#world, entry.message.chat), entry);
		});
	}

	/** WhatsApp lets this number write to new people no more, or (null) again; its clients are told. */
	restrict(restriction: Restriction | null): void {
		this.#account.restriction = restriction;
		announceRestriction(this.#world, this.#account);
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

	/**
	 * What the phone has displayed, in order of display; received messages unless told otherwise.
	 * Throws INVALID_REQUEST for an `after` that no message has had.
	 */
	messages({ direction = 'in', chat, after = 0 }: MessagesOptions = {}): DisplayedMessage[] {
		const all = this.#parts.screen.after(after).map(({ message }) => message);
		return all.filter(
			(message) =>
				(direction === 'all' || message.direction === direction) &&
				(chat === undefined || message.chat === chat),
		);
	}

	/**
	 * Displays chats of the past, as if they had been there before: linked devices are told of them when
	 * they are linked, or when they ask. Rejects INVALID_REQUEST, RECIPIENT_NOT_ON_WHATSAPP,
	 * GROUP_NOT_FOUND, NOT_A_MEMBER.
	 */
	async addHistory(chats: readonly ChatHistory[]): Promise<void> {
		const parsed = parseInput(historyInputSchema, chats);
		const history = new PhoneHistory({
			...{ world: this.#world, account: this.#account, composer: this.#parts.composer },
			...{ screen: this.#parts.screen, writer: this.#parts.writer },
		});
		await this.#parts.work.run(async () => history.add(parsed));
		this.#world.events.publish('phone.changed', { phoneNumber: this.phoneNumber });
	}

	/** Its chats, the one with the latest message first; groups it is in are there from the start. */
	chats(): PhoneChat[] {
		return chatsOf(this.#world, this.#account, this.#parts.screen.all());
	}

	/** The next message no earlier call has returned. Rejects TIMED_OUT. */
	nextMessage(options: NextMessageOptions = {}): Promise<DisplayedMessage> {
		return this.#parts.screen.next(options);
	}

	/** Decrypted bytes of a displayed attachment. */
	attachmentBytes(messageId: string): Buffer | undefined {
		return this.#parts.screen.all().find(({ message, bytes }) => message.id === messageId && bytes)
			?.bytes;
	}

	/** Changes what the phone does by itself; rules not named stay as they are. Throws INVALID_REQUEST. */
	setRules(rules: Partial<PhoneRules>): void {
		this.#parts.habits.change(rules);
		this.#world.events.publish('phone.changed', { phoneNumber: this.phoneNumber });
	}

	/** Key pair of this phone's Signal identity, with which it signs linked devices. */
	get identityKey(): KeyPair {
		return this.#parts.cipher.identityKey;
	}

	/** Keys for somebody who wants to write to this phone. */
	issueBundle(): Promise<KeyBundle> {
		return this.#parts.cipher.issueBundle();
	}

	/** The server delivers a stanza to this phone. */
	receive(incoming: Stanza): void {
		this.#inbox.add(incoming);
		void this.#parts.work
			.run(async () => this.#parts.handle(incoming).finally(() => this.#inbox.delete(incoming)))
			.catch((error: unknown) => {
				this.#world.logger.warn({ err: error, tag: incoming.tag }, 'a phone failed at a stanza');
			});
	}

	/** Resolves when it has dealt with everything it was given until now. */
	settled(): Promise<void> {
		return this.#parts.work.run(async () => undefined);
	}

	toSnapshot(): PhoneSnapshot {
		return { ...this.#parts.toSnapshot(), inbox: [...this.#inbox] };
	}

	/** First login of a new linked device: sends it keys and history. Settles when it has taken them. */
	async welcome(device: LinkedDevice): Promise<void> {
		const messages = welcomeMessages({
			...{ account: this.#account, device, key: this.#parts.appStateKey },
			...{ screen: this.#parts.screen.all(), messages: this.#parts.historyMessages },
			now: this.#world.clock.now(),
		});
		const sent = await this.#parts.work.run(async () => {
			const receipts: Promise<void>[] = [];
			for (const message of messages) {
				receipts.push((await this.#parts.sender.sendPeer(device, message)).taken);
			}
			return receipts;
		});
		await Promise.all(sent);
	}

	/** Whether this phone wrote that message by one of its rules. */
	wroteByRule(messageId: string): boolean {
		return this.#parts.habits.wroteByRule(messageId);
	}

	close(): void {
		this.#parts.close();
	}

	async #send(to: To, compose: Compose): Promise<{ id: string }> {
		this.#mustBeRegistered();
		const recipient = findRecipient(this.#world, to);
		const id = newMessageId(this.#world.random);
		await this.#parts.work.run(async () => {
			const outgoing = await compose(recipient, id);
			await this.#parts.sender.send(recipient, outgoing, id);
			const { chat, addressing } = recipient;
			const { message: source } = outgoing;
			const place = { id, chat, sender: this.#account, addressing, source };
			const shown = await this.#parts.writer.write(readContent(source), place);
			if (!shown) return;
			this.#parts.publish('phone.message', shown);
			this.#parts.habits.onWritten(shown);
		});
		return { id };
	}

	#mustBeRegistered(): void {
		if (this.registered) return;
		const message = `${this.phoneNumber} is not on WhatsApp, so its phone cannot do this.`;
		throw new SandboxError('PHONE_NOT_REGISTERED', message);
	}
}
