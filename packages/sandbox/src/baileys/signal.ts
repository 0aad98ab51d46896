import {
	addTransactionCapability,
	DEFAULT_CONNECTION_CONFIG,
	encodeWAMessage,
	generateSignalPubKey,
	initAuthCreds,
	unpadRandomMax16,
	type AuthenticationCreds,
} from '@whiskeysockets/baileys';
import { numberOf } from '../stanza/stanza.js';
import type { KeyBundle } from '../state/key-bundle.js';
import { MemoryKeyStore, type KeyStoreSnapshot } from './memory-key-store.js';
import { curve, proto, type KeyPair } from './protocol.js';

type Logger = typeof DEFAULT_CONNECTION_CONFIG.logger;
type Repository = ReturnType<typeof DEFAULT_CONNECTION_CONFIG.makeSignalRepository>;

/** A message encrypted for one device. */
export interface Sealed {
	readonly type: 'pkmsg' | 'msg';
	readonly ciphertext: Uint8Array;
}

export interface SignalSnapshot {
	readonly creds: AuthenticationCreds;
	readonly keys: KeyStoreSnapshot;
}

/**
 * The Signal side of one virtual phone: identity, sessions and one-time keys, in memory, with the
 * Signal implementation that Baileys exports. Sessions are always kept under the LID device jid.
 */
export class SignalIdentity {
	readonly #creds: AuthenticationCreds;
	readonly #store: MemoryKeyStore;
	readonly #keys: ReturnType<typeof addTransactionCapability>;
	readonly #repository: Repository;

	constructor(snapshot?: SignalSnapshot) {
		this.#creds = snapshot?.creds ?? initAuthCreds();
		this.#store = new MemoryKeyStore(snapshot?.keys);
		this.#keys = addTransactionCapability(this.#store, SILENT, {
			maxCommitRetries: 3,
			delayBetweenTriesMs: 100,
		});
		const auth = { creds: this.#creds, keys: this.#keys };
		this.#repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, SILENT);
	}

	get identityKey(): KeyPair {
		const { private: privateKey, public: publicKey } = this.#creds.signedIdentityKey;
		return { private: Buffer.from(privateKey), public: Buffer.from(publicKey) };
	}

	get registrationId(): number {
		return this.#creds.registrationId;
	}

	/** A bundle with a fresh one-time key: a phone never runs out. */
	async issueBundle(): Promise<KeyBundle> {
		const id = this.#creds.nextPreKeyId++;
		const oneTime = curve.generateKeyPair();
		await this.#keys.set({ 'pre-key': { [id]: oneTime } });
		const { keyPair, keyId, signature } = this.#creds.signedPreKey;
		const registrationId = Buffer.alloc(4);
		registrationId.writeUInt32BE(this.registrationId);
		return {
			registrationId,
			identity: this.identityKey.public,
			signedKey: {
				id: keyId,
				value: Buffer.from(keyPair.public),
				signature: Buffer.from(signature),
			},
			oneTimeKey: { id, value: oneTime.public },
		};
	}

	async hasSession(jid: string): Promise<boolean> {
		return (await this.#repository.validateSession(jid)).exists;
	}

	/** Opens a session to a device; what comes under an older one can still be opened. */
	async openSession(jid: string, bundle: KeyBundle): Promise<void> {
		const { oneTimeKey, signedKey } = bundle;
		await this.#repository.injectE2ESession({
			jid,
			session: {
				registrationId: numberOf(bundle.registrationId),
				identityKey: generateSignalPubKey(bundle.identity),
				signedPreKey: {
					keyId: signedKey.id,
					publicKey: generateSignalPubKey(signedKey.value),
					signature: signedKey.signature,
				},
				...(oneTimeKey && {
					preKey: { keyId: oneTimeKey.id, publicKey: generateSignalPubKey(oneTimeKey.value) },
				}),
			},
		});
	}

	/** What was opened with this device cannot be read any more, nor what is on its way. */
	forgetSession(jid: string): Promise<void> {
		return this.#repository.deleteSession([jid]);
	}

	/** Pads and encrypts for one device, to which a session must be open. */
	encrypt(jid: string, message: proto.IMessage): Promise<Sealed> {
		return this.#repository.encryptMessage({ jid, data: encodeWAMessage(message) });
	}

	/** Throws when the message cannot be opened. */
	async decrypt(jid: string, sealed: Sealed): Promise<proto.IMessage> {
		const padded = await this.#repository.decryptMessage({ jid, ...sealed });
		return proto.Message.decode(unpadRandomMax16(padded));
	}

	/**
	 * Encrypts for all members of a group under the own sender key (made when there is none) and
	 * returns, beside it, the key as members need it to open this and later messages.
	 */
	async encryptForGroup(group: string, own: string, message: proto.IMessage) {
		const data = encodeWAMessage(message);
		const sealed = await this.#repository.encryptGroupMessage({ group, meId: own, data });
		return { ciphertext: sealed.ciphertext, senderKey: sealed.senderKeyDistributionMessage };
	}

	/** The own sender key from the next message on. */
	senderKey(group: string, own: string): Promise<Uint8Array> {
		return this.#repository.getSenderKeyDistributionMessage({ group, meId: own });
	}

	/** Makes the next group message use a new sender key. */
	async forgetSenderKey(group: string, own: string): Promise<void> {
		const [user = '', device = ''] = this.#repository.jidToSignalProtocolAddress(own).split('.');
		await this.#keys.set({ 'sender-key': { [`${group}::${user}::${device}`]: null } });
	}

	/** Takes over the sender key of another device. */
	async takeSenderKey(
		author: string,
		item: proto.Message.ISenderKeyDistributionMessage,
	): Promise<void> {
		await this.#repository.processSenderKeyDistributionMessage({ authorJid: author, item });
	}

	/** Throws when the message cannot be opened, as without the author's sender key. */
	async decryptFromGroup(
		group: string,
		author: string,
		ciphertext: Uint8Array,
	): Promise<proto.IMessage> {
		const sealed = { group, authorJid: author, msg: ciphertext };
		const padded = await this.#repository.decryptGroupMessage(sealed);
		return proto.Message.decode(unpadRandomMax16(padded));
	}

	toSnapshot(): SignalSnapshot {
		return { creds: this.#creds, keys: this.#store.toSnapshot() };
	}

	close(): void {
		this.#repository.close?.();
	}
}

const SILENT: Logger = {
	level: 'silent',
	child: () => SILENT,
	trace: () => undefined,
	debug: () => undefined,
	info: () => undefined,
	warn: () => undefined,
	error: () => undefined,
};
