import type { proto } from '../baileys/protocol.js';
import type { KeyPair } from '../baileys/protocol.js';
import { senderKeyIn } from '../baileys/content.js';
import { SignalIdentity, type SignalSnapshot } from '../baileys/signal.js';
import { LID } from '../stanza/jid.js';
import { bytesOf, stanza, type Stanza } from '../stanza/stanza.js';
import type { Endpoint } from '../state/accounts.js';
import type { KeyBundle } from '../state/key-bundle.js';
import type { World } from '../world.js';

/** Encrypts for devices and decrypts from them, opening Signal sessions with the server's bundles. */
export class PhoneCipher {
	readonly #world: World;
	#signal: SignalIdentity;

	constructor(world: World, snapshot?: SignalSnapshot) {
		this.#world = world;
		this.#signal = new SignalIdentity(snapshot);
	}

	get identityKey(): KeyPair {
		return this.#signal.identityKey;
	}

	get registrationId(): number {
		return this.#signal.registrationId;
	}

	/** As on a new handset: a new identity, and no Signal session with anybody. */
	renew(): void {
		this.#signal.close();
		this.#signal = new SignalIdentity();
	}

	/** The Signal session with this device is gone on this side. */
	forget(device: Endpoint): Promise<void> {
		return this.#signal.forgetSession(sessionJid(device));
	}

	issueBundle(): Promise<KeyBundle> {
		return this.#signal.issueBundle();
	}

	/**
	 * `<enc>` for one device. `fresh` opens a new Signal session first, as a retry asks for; the old one
	 * is kept for what is still on its way under it, as phones do.
	 */
	async seal(
		to: Endpoint,
		message: proto.IMessage,
		attrs: Record<string, string | number | undefined> = {},
		fresh = false,
	): Promise<Stanza> {
		const jid = sessionJid(to);
		if (fresh || !(await this.#signal.hasSession(jid))) {
			await this.#signal.openSession(jid, await this.#world.bundles.of(to));
		}
		const { type, ciphertext } = await this.#signal.encrypt(jid, message);
		return stanza('enc', { v: 2, type, ...attrs }, ciphertext);
	}

	/** Opens `<enc>` from a device; throws when that is not possible. */
	open(from: Endpoint, enc: Stanza): Promise<proto.IMessage> {
		const type = enc.attrs['type'];
		const ciphertext = bytesOf(enc);
		if ((type !== 'pkmsg' && type !== 'msg') || !ciphertext) {
			throw new Error(`The ciphertext type "${type ?? ''}" is not known.`);
		}
		return this.#signal.decrypt(sessionJid(from), { type, ciphertext });
	}

	/** `<enc type=skmsg>` for a group, and the sender key its members need. */
	async sealForGroup(
		group: string,
		self: Endpoint,
		message: proto.IMessage,
		attrs: Record<string, string | number | undefined> = {},
	): Promise<{ enc: Stanza; senderKey: Uint8Array }> {
		const own = sessionJid(self);
		const { ciphertext, senderKey } = await this.#signal.encryptForGroup(group, own, message);
		return { enc: stanza('enc', { v: 2, type: 'skmsg', ...attrs }, ciphertext), senderKey };
	}

	senderKey(group: string, self: Endpoint): Promise<Uint8Array> {
		return this.#signal.senderKey(group, sessionJid(self));
	}

	/** Somebody left who has the sender key: the next message gets a new one. */
	forgetSenderKey(group: string, self: Endpoint): Promise<void> {
		return this.#signal.forgetSenderKey(group, sessionJid(self));
	}

	/** Opens one ciphertext of a group message and keeps the sender key that is in it. */
	async openInGroup(group: string, from: Endpoint, enc: Stanza): Promise<proto.IMessage> {
		const bytes = bytesOf(enc);
		const shared = enc.attrs['type'] === 'skmsg' && bytes !== undefined;
		const message = shared
			? await this.#signal.decryptFromGroup(group, sessionJid(from), bytes)
			: await this.open(from, enc);
		const key = senderKeyIn(message);
		if (key) await this.#signal.takeSenderKey(sessionJid(from), { ...key, groupId: group });
		return message;
	}

	toSnapshot(): SignalSnapshot {
		return this.#signal.toSnapshot();
	}

	close(): void {
		this.#signal.close();
	}
}

/** One session per device, whichever way a message addressed it. */
function sessionJid({ account, device }: Endpoint): string {
	return account.jid(LID, device?.id ?? 0);
}
