import {
	addTransactionCapability,
	Curve,
	DEFAULT_CONNECTION_CONFIG,
	generateSignalPubKey,
	initAuthCreds,
	type SignalDataSet,
	type SignalDataTypeMap,
	type SignalKeyStore,
} from '@whiskeysockets/baileys';

const logger = { ...DEFAULT_CONNECTION_CONFIG.logger, level: 'silent', child: () => logger };
for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) {
	logger[level] = () => undefined;
}

/** Somebody with a Signal identity: Baileys' own repository over keys in memory. */
export class SignalParty {
	readonly jid: string;
	/** Reads of the keys wait for it. */
	gate: Promise<void> = Promise.resolve();
	readonly #creds = initAuthCreds();
	readonly #rows = new Map<string, unknown>();
	readonly #keys = addTransactionCapability(this.#store(), logger, {
		maxCommitRetries: 1,
		delayBetweenTriesMs: 1,
	});
	readonly #repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
		{ creds: this.#creds, keys: this.#keys },
		logger,
	);

	/** @param jid - a `…@lid`. */
	constructor(jid: string) {
		this.jid = jid;
	}

	/** Opens a new session with the other, beside those there are. */
	async openSession(other: SignalParty): Promise<void> {
		const { registrationId, signedIdentityKey, signedPreKey } = other.#creds;
		const { id, key } = await other.#issueKey();
		const session = {
			registrationId,
			identityKey: generateSignalPubKey(signedIdentityKey.public),
			signedPreKey: {
				keyId: signedPreKey.keyId,
				publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
				signature: signedPreKey.signature,
			},
			preKey: { keyId: id, publicKey: generateSignalPubKey(key) },
		};
		await this.#repository.injectE2ESession({ jid: other.jid, session });
	}

	/** A message from here to the other, as the other opens it: called when it arrives. */
	async write(other: SignalParty, text: string): Promise<() => Promise<string>> {
		const { jid } = other;
		const sealed = await this.#repository.encryptMessage({ jid, data: Buffer.from(text) });
		return async () => {
			const opened = await other.#repository.decryptMessage({ jid: this.jid, ...sealed });
			return Buffer.from(opened).toString();
		};
	}

	async #issueKey(): Promise<{ id: number; key: Uint8Array }> {
		const id = this.#creds.nextPreKeyId++;
		const pair = Curve.generateKeyPair();
		await this.#keys.set({ 'pre-key': { [id]: pair } });
		return { id, key: pair.public };
	}

	#store(): SignalKeyStore {
		return {
			get: async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
				await this.gate;
				const found: { [id: string]: SignalDataTypeMap[T] } = {};
				for (const id of ids) {
					const value = this.#rows.get(`${type} ${id}`);
					if (value !== undefined) found[id] = value as SignalDataTypeMap[T];
				}
				return found;
			},
			set: (data: SignalDataSet) => {
				for (const [type, values] of Object.entries(data)) {
					for (const [id, value] of Object.entries(values)) {
						this.#rows.set(`${type} ${id}`, value ?? undefined);
					}
				}
			},
		};
	}
}
