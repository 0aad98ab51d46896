import type { OutgoingMessage } from '../baileys/outgoing.js';
import { SerialQueue } from '../deferred.js';
import { toE164 } from '../phone-number.js';
import { STATUS_BROADCAST } from '../stanza/jid.js';
import type { Stanza } from '../stanza/stanza.js';
import type { Account } from '../state/account.js';
import type { World } from '../world.js';
import { Disappearing } from './disappearing.js';
import type { DisplayedMessage } from './displayed-message.js';
import { HistoryMessages } from './history-messages.js';
import { PeerRequests } from './peer-requests.js';
import { PhoneChatSettings } from './phone-chat-settings.js';
import { PhoneCipher } from './phone-cipher.js';
import { PhoneComposer } from './phone-composer.js';
import { PhoneFaults } from './phone-faults.js';
import { PhoneGroups } from './phone-groups.js';
import { PhoneHabits, type PhoneHabitsOptions } from './phone-habits.js';
import { PhonePrivacy } from './phone-privacy.js';
import { PhoneProfile } from './phone-profile.js';
import { PhoneReader } from './phone-reader.js';
import { PhoneReceiver } from './phone-receiver.js';
import { PhoneSender } from './phone-sender.js';
import type { PhoneSnapshot } from './phone-snapshot.js';
import { PhoneStatuses } from './phone-statuses.js';
import type { Recipient, To } from './recipient.js';
import { Screen } from './screen.js';
import { ScreenWriter } from './screen-writer.js';
import { newAppStateKey, type AppStateKey } from './welcome.js';

/** Makes a message; `id` is the one it will have. */
export type Compose = (
	recipient: Recipient,
	id: string,
) => OutgoingMessage | Promise<OutgoingMessage>;

/** What the parts have the phone do. */
export interface PhoneActs extends Pick<PhoneHabitsOptions, 'read' | 'typing' | 'react'> {
	send(to: To, compose: Compose): Promise<{ id: string }>;
}

/** What a phone is made of, put together. */
export class PhoneParts {
	/** One thing at a time: Signal sessions must not be used twice at once. */
	readonly work: SerialQueue;
	readonly appStateKey: AppStateKey;
	readonly cipher: PhoneCipher;
	readonly screen: Screen;
	readonly disappearing: Disappearing;
	readonly writer: ScreenWriter;
	readonly sender: PhoneSender;
	readonly composer: PhoneComposer;
	readonly reader: PhoneReader;
	readonly historyMessages: HistoryMessages;
	readonly faults: PhoneFaults;
	readonly profile: PhoneProfile;
	readonly privacy: PhonePrivacy;
	readonly groups: PhoneGroups;
	readonly chatSettings: PhoneChatSettings;
	readonly statuses: PhoneStatuses;
	readonly habits: PhoneHabits;
	readonly receiver: PhoneReceiver;
	readonly #world: World;
	readonly #account: Account;

	constructor(world: World, account: Account, acts: PhoneActs, snapshot?: PhoneSnapshot) {
		this.#world = world;
		this.#account = account;
		const both = { world, account };
		this.work = new SerialQueue((task) => world.work.run(task));
		this.appStateKey = snapshot?.appStateKey ?? newAppStateKey();
		this.cipher = new PhoneCipher(world, snapshot?.signal);
		this.screen = new Screen(world, (message) => this.publish('message.changed', message));
		this.disappearing = new Disappearing({ ...both, screen: this.screen });
		this.writer = new ScreenWriter(world, account, this.screen, this.disappearing);
		this.sender = new PhoneSender(world, account, this.cipher);
		this.composer = new PhoneComposer(world, account, this.screen, this.disappearing);
		this.reader = new PhoneReader(world, account, this.screen);
		this.historyMessages = new HistoryMessages(world, account, this.screen);
		const { cipher, screen, disappearing, writer, sender, composer, work } = this;
		const { send } = acts;
		this.faults = new PhoneFaults({ ...both, cipher, sender, work });
		this.profile = new PhoneProfile(world, account);
		this.privacy = new PhonePrivacy(world, account);
		this.groups = new PhoneGroups({ ...both, screen, send });
		this.chatSettings = new PhoneChatSettings({ ...both, disappearing, send });
		this.statuses = new PhoneStatuses({
			...{ ...both, cipher, composer, screen, writer, work },
			onDisplayed: (message) => this.publish('phone.message', message),
		});
		this.habits = new PhoneHabits({
			...both,
			...acts,
			write: (to, text, onId) =>
				send(to, async (recipient, id) => {
					onId(id);
					return composer.text(recipient, text);
				}),
		});
		this.receiver = new PhoneReceiver({
			...{ ...both, cipher, screen, writer },
			requests: new PeerRequests({ world, screen, sender, messages: this.historyMessages }),
			sendsReceipts: () => this.habits.rules.deliveryReceipts,
			onDisplayed: (message, incoming) => this.#onDisplayed(message, incoming),
		});
	}

	publish(type: 'phone.message' | 'message.changed', message: DisplayedMessage): void {
		const phoneNumber = toE164(this.#account.number);
		this.#world.events.publish(type, { phoneNumber, message });
	}

	/** Deals with one stanza that was delivered. */
	async handle(incoming: Stanza): Promise<void> {
		if (incoming.tag === 'message') await this.receiver.receiveMessage(incoming);
		else if (incoming.tag !== 'receipt') return;
		else if (incoming.attrs['type'] === 'retry') {
			const posted = incoming.attrs['from'] === STATUS_BROADCAST;
			await (posted ? this.statuses : this.sender).answerRetry(incoming);
		} else {
			this.receiver.receiveReceipt(incoming);
			this.statuses.takeReceipt(incoming);
		}
	}

	toSnapshot(): Omit<PhoneSnapshot, 'inbox'> {
		return {
			signal: this.cipher.toSnapshot(),
			appStateKey: this.appStateKey,
			screen: this.screen.toSnapshot(),
			sender: this.sender.toSnapshot(),
			retries: this.receiver.toSnapshot(),
			habits: this.habits.toSnapshot(),
			disappearing: this.disappearing.toSnapshot(),
			statuses: this.statuses.toSnapshot(),
		};
	}

	/** Keys are taken from the snapshot by the constructor. */
	restore(snapshot: PhoneSnapshot): void {
		this.screen.restore(snapshot.screen);
		this.sender.restore(snapshot.sender);
		this.receiver.restore(snapshot.retries);
		this.habits.restore(snapshot.habits);
		this.disappearing.restore(snapshot.disappearing);
		this.statuses.restore(snapshot.statuses);
	}

	close(): void {
		this.disappearing.close();
		this.screen.close();
		this.cipher.close();
	}

	/** Habits are for chats: nobody answers a status by rule. */
	#onDisplayed(message: DisplayedMessage, incoming: Stanza): void {
		this.publish('phone.message', message);
		if (message.chat === STATUS_BROADCAST) return;
		if (message.direction === 'in') this.habits.onReceived(message, incoming);
		else this.habits.onWritten(message);
	}
}
