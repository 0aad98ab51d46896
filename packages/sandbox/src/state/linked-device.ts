import type { Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import { formatJid, LID, PN, type Addressing } from '../stanza/jid.js';
import type { Account } from './account.js';
import type { PublicKey, SignedKey } from './key-bundle.js';
import { Mailbox } from './mailbox.js';
import type { Stanza } from '../stanza/stanza.js';

/** Public keys a linked device has uploaded. */
export interface DeviceKeys {
	registrationId: Buffer;
	identity: Buffer;
	signedKey: SignedKey;
	readonly oneTimeKeys: Map<number, PublicKey>;
}

/** How the control API and the phone's list of linked devices show a device. */
export interface Device {
	/** 1 or more; the phone itself is device 0 and not listed. */
	readonly id: number;
	/** What the client calls itself, such as "Chrome (Mac OS)". */
	readonly name: string;
	/** ISO 8601, UTC. */
	readonly linkedAt: string;
	readonly lastSeenAt: string | null;
	readonly connected: boolean;
	/** Keys the server holds of it, one for each Signal session that others open with it. */
	readonly oneTimeKeys: number;
}

export interface LinkedDeviceOptions {
	readonly account: Account;
	readonly id: number;
	readonly name: string;
	/** The client's Noise static key, compared at every login. */
	readonly noiseKey: Buffer;
	readonly keys: DeviceKeys;
	readonly linkedAt: Date;
}

/** What is kept of a linked device; what belongs to its connection is not. */
export interface LinkedDeviceSnapshot {
	readonly id: number;
	readonly name: string;
	readonly noiseKey: Buffer;
	readonly keys: Omit<DeviceKeys, 'oneTimeKeys'> & { readonly oneTimeKeys: readonly PublicKey[] };
	readonly mailbox: readonly Stanza[];
	/** ISO 8601, UTC. */
	readonly linkedAt: string;
	readonly lastSeenAt: string | null;
	readonly fresh: boolean;
	readonly lowKeysNoticed: boolean;
}

/** A companion of an account: a Baileys client that has been linked. */
export class LinkedDevice {
	readonly account: Account;
	readonly id: number;
	readonly name: string;
	readonly noiseKey: Buffer;
	readonly keys: DeviceKeys;
	readonly mailbox = new Mailbox();
	readonly linkedAt: Date;
	/** Peer messages whose `<receipt type=peer_msg>` is awaited, by message id. */
	readonly awaitedPeerReceipts = new Map<string, () => void>();
	lastSeenAt: Date | undefined;
	/** The login that holds the device now. */
	connection: Connection | undefined;
	/** True until the phone has sent its first messages to this device. */
	fresh = true;
	/** Settles when the client has taken the phone's first messages; the digest waits for it. */
	synced: Promise<void> = Promise.resolve();
	/** True after the server asked for more one-time keys, until some arrive. */
	lowKeysNoticed = false;

	constructor(options: LinkedDeviceOptions) {
		this.account = options.account;
		this.id = options.id;
		this.name = options.name;
		this.noiseKey = options.noiseKey;
		this.keys = options.keys;
		this.linkedAt = options.linkedAt;
	}

	static fromSnapshot(account: Account, snapshot: LinkedDeviceSnapshot): LinkedDevice {
		const { id, name, noiseKey, keys, mailbox, linkedAt, lastSeenAt } = snapshot;
		const oneTimeKeys = new Map(keys.oneTimeKeys.map((key) => [key.id, key]));
		const device = new LinkedDevice({
			...{ account, id, name, noiseKey },
			keys: { ...keys, oneTimeKeys },
			linkedAt: new Date(linkedAt),
		});
		device.lastSeenAt = lastSeenAt === null ? undefined : new Date(lastSeenAt);
		device.mailbox.restore(mailbox);
		device.fresh = snapshot.fresh;
		device.lowKeysNoticed = snapshot.lowKeysNoticed;
		return device;
	}

	toSnapshot(): LinkedDeviceSnapshot {
		const { id, name, noiseKey, fresh, lowKeysNoticed } = this;
		return {
			...{ id, name, noiseKey, fresh, lowKeysNoticed },
			keys: { ...this.keys, oneTimeKeys: [...this.keys.oneTimeKeys.values()] },
			mailbox: this.mailbox.toSnapshot(),
			linkedAt: this.linkedAt.toISOString(),
			lastSeenAt: this.lastSeenAt?.toISOString() ?? null,
		};
	}

	jid(addressing: Addressing): string {
		return formatJid(
			addressing === LID ? this.account.lid : this.account.number,
			addressing,
			this.id,
		);
	}

	/** Its connection is over: what was on its way waits for the next login. */
	disconnected(clock: Clock): void {
		this.connection = undefined;
		this.lastSeenAt = clock.date();
		this.mailbox.returnUnacked();
	}

	describe(): Device {
		return {
			id: this.id,
			name: this.name,
			linkedAt: this.linkedAt.toISOString(),
			lastSeenAt: this.lastSeenAt?.toISOString() ?? null,
			connected: this.connection !== undefined,
			oneTimeKeys: this.keys.oneTimeKeys.size,
		};
	}

	/** Phone-number jid, for logs and events. */
	toString(): string {
		return this.jid(PN);
	}
}
