import {
	BufferJSON,
	initAuthCreds,
	type AuthenticationCreds,
	type AuthenticationState,
	type SignalDataSet,
	type SignalDataTypeMap,
	type SignalKeyStore,
} from '@whiskeysockets/baileys';

/** Credentials in memory of which a test can take a copy at any moment. */
export class CopyableAuth implements AuthenticationState {
	readonly creds: AuthenticationCreds;
	readonly keys: SignalKeyStore;
	readonly #values: Map<string, unknown>;

	constructor(creds = initAuthCreds(), values = new Map<string, unknown>()) {
		this.creds = creds;
		this.#values = values;
		this.keys = { get: (type, ids) => this.#get(type, ids), set: (data) => this.#set(data) };
	}

	copy(): CopyableAuth {
		const text = JSON.stringify([this.creds, [...this.#values]], BufferJSON.replacer);
		const [creds, values] = JSON.parse(text, BufferJSON.reviver) as [
			AuthenticationCreds,
			[string, unknown][],
		];
		return new CopyableAuth(creds, new Map(values));
	}

	#get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
		const found: { [id: string]: SignalDataTypeMap[T] } = {};
		for (const id of ids) {
			const value = this.#values.get(`${type} ${id}`) as SignalDataTypeMap[T] | undefined;
			if (value !== undefined) found[id] = value;
		}
		return found;
	}

	#set(data: SignalDataSet): void {
		for (const [type, entries] of Object.entries(data)) {
			for (const [id, value] of Object.entries(entries ?? {})) {
				if (value === null) this.#values.delete(`${type} ${id}`);
				else this.#values.set(`${type} ${id}`, value);
			}
		}
	}
}
