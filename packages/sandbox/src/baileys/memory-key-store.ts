import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from '@whiskeysockets/baileys';

/** By type and id. */
export type KeyStoreSnapshot = readonly (readonly [string, unknown])[];

/** The keys and Signal sessions of one phone. */
export class MemoryKeyStore implements SignalKeyStore {
	readonly #values: Map<string, unknown>;

	constructor(snapshot: KeyStoreSnapshot = []) {
		this.#values = new Map(snapshot);
	}

	get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
		const found: { [id: string]: SignalDataTypeMap[T] } = {};
		for (const id of ids) {
			const value = this.#values.get(`${type} ${id}`) as SignalDataTypeMap[T] | undefined;
			if (value !== undefined) found[id] = value;
		}
		return found;
	}

	set(data: SignalDataSet): void {
		for (const [type, entries] of Object.entries(data)) {
			for (const [id, value] of Object.entries(entries ?? {})) {
				if (value === null) this.#values.delete(`${type} ${id}`);
				else this.#values.set(`${type} ${id}`, value);
			}
		}
	}

	toSnapshot(): KeyStoreSnapshot {
		return [...this.#values];
	}
}
