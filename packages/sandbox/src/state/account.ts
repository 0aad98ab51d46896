import { formatJid, LID, PN, type Addressing } from '../stanza/jid.js';
import type { Phone } from '../phone/phone.js';
import { PrivacySettings, type PrivacySettingsSnapshot } from '../people/privacy-settings.js';
import type { PhoneSnapshot } from '../phone/phone-snapshot.js';
import { AppState, type AppStateSnapshot } from './app-state.js';
import { LinkedDevice, type LinkedDeviceSnapshot } from './linked-device.js';
import { PrivacyTokens, type PrivacyTokensSnapshot } from './privacy-tokens.js';

export interface AccountOptions {
	/** Digits of the phone number. */
	readonly number: string;
	readonly lid: string;
	readonly name: string;
	/** False: a number that exists but is not on WhatsApp. */
	readonly registered: boolean;
	/** Digits of other spellings under which the number is found, but not reached. */
	readonly aliases: readonly string[];
}

/** WhatsApp's restriction of a number that wrote to too many new people. */
export interface Restriction {
	/** Null: WhatsApp does not say. */
	readonly until: Date | null;
}

/** WhatsApp's limit on messages to new people, as clients are told of it. */
export interface NewChatCap {
	readonly quota: number;
	/** Goes up with each new person this account writes to. */
	readonly used: number;
	/** True: once all is used, messages to new people are refused with 463. By default none is. */
	readonly refuses?: boolean | undefined;
	/** By default CAPPED once all is used, else NONE. */
	readonly status?: 'NONE' | 'FIRST_WARNING' | 'SECOND_WARNING' | 'CAPPED' | undefined;
}

/** How long messages in chats live that this account begins. */
export interface DefaultTimer {
	/** 0: for ever. */
	readonly seconds: number;
	/** Unix seconds; 0: never set. */
	readonly at: number;
}

/** What is kept of an account, its phone and linked devices included. */
export interface AccountSnapshot extends AccountOptions {
	readonly about: string;
	readonly aboutAt: number;
	readonly lastSeen: number;
	readonly devices: readonly LinkedDeviceSnapshot[];
	readonly nextDevice: number;
	readonly appState: AppStateSnapshot;
	readonly blocked: readonly string[];
	readonly restriction: { readonly until: string | null } | null;
	readonly newChatCap: NewChatCap | null;
	readonly movedToLid: boolean;
	readonly privacy: PrivacySettingsSnapshot;
	readonly tokens: PrivacyTokensSnapshot;
	readonly contacts: readonly string[] | null;
	readonly defaultTimer: DefaultTimer;
	/** Digits. */
	readonly partners: readonly string[];
	readonly phone: PhoneSnapshot;
}

/** Somebody on WhatsApp: a phone (device 0) and its linked devices. */
export class Account {
	readonly number: string;
	readonly lid: string;
	readonly registered: boolean;
	readonly aliases: readonly string[];
	/** The name others see beside messages. */
	name: string;
	about = 'Hey there!';
	/** Unix seconds; 0 while it is the first one. */
	aboutAt = 0;
	presence: 'available' | 'unavailable' = 'unavailable';
	/** Unix seconds; 0 while never seen. */
	lastSeen = 0;
	readonly devices = new Map<number, LinkedDevice>();
	readonly appState = new AppState();
	/** Digits of those whose messages do not come through. */
	readonly blocked = new Set<string>();
	/** While it is set, messages to new people are refused. */
	restriction: Restriction | null = null;
	newChatCap: NewChatCap | null = null;
	/** True: whatever comes from here is addressed by LID, however the client or phone wrote it. */
	movedToLid = false;
	readonly privacy = new PrivacySettings();
	/** For those it has written to. */
	readonly tokens = new PrivacyTokens();
	/** Digits of those saved on the phone; null: everybody. */
	contacts: readonly string[] | null = null;
	defaultTimer: DefaultTimer = { seconds: 0, at: 0 };
	/** Accounts which have looked up this account's devices or exchanged messages with it. */
	readonly partners = new Set<Account>();
	#phone: Phone | undefined;
	#nextDevice = 1;

	constructor(options: AccountOptions) {
		this.number = options.number;
		this.lid = options.lid;
		this.name = options.name;
		this.registered = options.registered;
		this.aliases = options.aliases;
	}

	/** Without its phone and without its partners, who may not be there yet. */
	static fromSnapshot(snapshot: AccountSnapshot): Account {
		const account = new Account(snapshot);
		const { about, lastSeen, devices, nextDevice, appState, blocked, restriction } = snapshot;
		account.about = about;
		account.aboutAt = snapshot.aboutAt;
		account.lastSeen = lastSeen;
		for (const device of devices) {
			account.devices.set(device.id, LinkedDevice.fromSnapshot(account, device));
		}
		account.#nextDevice = nextDevice;
		account.appState.restore(appState);
		for (const jid of blocked) account.blocked.add(jid);
		account.restriction = restriction && {
			until: restriction.until === null ? null : new Date(restriction.until),
		};
		account.newChatCap = snapshot.newChatCap;
		account.movedToLid = snapshot.movedToLid;
		account.privacy.restore(snapshot.privacy);
		account.tokens.restore(snapshot.tokens);
		account.contacts = snapshot.contacts;
		account.defaultTimer = snapshot.defaultTimer;
		return account;
	}

	/** Nobody is online once the connections are gone, so presence is not kept. */
	toSnapshot(): AccountSnapshot {
		const { number, lid, name, registered, aliases, about, lastSeen, restriction } = this;
		const { newChatCap, movedToLid, aboutAt, contacts, defaultTimer } = this;
		return {
			...{ number, lid, name, registered, aliases, about, lastSeen, newChatCap, movedToLid },
			devices: [...this.devices.values()].map((device) => device.toSnapshot()),
			nextDevice: this.#nextDevice,
			appState: this.appState.toSnapshot(),
			blocked: [...this.blocked],
			restriction: restriction && { until: restriction.until?.toISOString() ?? null },
			...{ aboutAt, contacts, defaultTimer },
			privacy: this.privacy.toSnapshot(),
			tokens: this.tokens.toSnapshot(),
			partners: [...this.partners].map((partner) => partner.number),
			phone: this.phone.toSnapshot(),
		};
	}

	get phone(): Phone {
		if (!this.#phone) throw new Error(`The account ${this.number} has no phone yet.`);
		return this.#phone;
	}

	/** Called once, by whoever adds the phone. */
	attachPhone(phone: Phone): void {
		this.#phone = phone;
	}

	/** Device numbers count up and are never given twice. */
	allotDeviceId(): number {
		return this.#nextDevice++;
	}

	jid(addressing: Addressing, device = 0): string {
		return formatJid(addressing === LID ? this.lid : this.number, addressing, device);
	}

	/** 0 for the phone, then the linked devices in the order they were linked. */
	deviceIds(): number[] {
		return [0, ...this.devices.keys()];
	}

	toString(): string {
		return this.jid(PN);
	}
}
