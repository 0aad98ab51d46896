import { formatJid, LID, PN, type Addressing } from '../stanza/jid.js';
import type { Phone } from '../phone/phone.js';
import { AppState } from './app-state.js';
import type { LinkedDevice } from './linked-device.js';

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
export interface TimeLock {
	/** Null: WhatsApp does not say. */
	readonly until: Date | null;
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
	presence: 'available' | 'unavailable' = 'unavailable';
	/** Unix seconds; 0 while never seen. */
	lastSeen = 0;
	readonly devices = new Map<number, LinkedDevice>();
	readonly appState = new AppState();
	readonly blocked = new Set<string>();
	/** While it is set, messages to new people are refused. */
	timeLock: TimeLock | null = null;
	readonly privacy = new Map<string, string>(DEFAULT_PRIVACY);
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

const DEFAULT_PRIVACY: readonly (readonly [string, string])[] = [
	'readreceipts',
	'profile',
	'status',
	'online',
	'last',
	'groupadd',
	'calladd',
	'messages',
].map((name) => [name, 'all'] as const);
