import type { SessionCredentials } from '../storage/session-credentials.js';
import { nextGenerations, type Generation } from './account-generations.js';
import type {
	AuthenticationCreds,
	Baileys,
	SignalDataSet,
	SignalDataTypeMap,
	SignalKeyStore,
} from './baileys.js';
import { CredentialsError } from './credentials-error.js';
import { KeyCache } from './key-cache.js';
import { readStoredAccount } from './stored-account.js';
import { decodeValue, encodeValue } from './stored-value.js';

export interface AuthStateOptions {
	baileys: Baileys;
	sessionId: string;
	credentials: SessionCredentials;
}

const rowKey = (type: string, id: string): string => `${type}:${id}`;

/**
 * Baileys' authentication state over a session's stored credentials.
 *
 * - An account without `account` (a pairing code was asked for and never typed) is not stored, so
 *   that a half-done link cannot be logged in with later: WhatsApp answers that with 401.
 * - {@link AuthState.save} is synchronous: Baileys emits `creds.update` and goes on to answer
 *   WhatsApp, and what it answers must not be ahead of the disk (`Socket/socket.js`, pair-success).
 * - After {@link AuthState.revoke} nothing is written any more, so that what an ended socket still
 *   has under way cannot overwrite what its successor wrote.
 */
export class AuthState {
	readonly creds: AuthenticationCreds;
	readonly keys: SignalKeyStore;
	/** True when the newest account row was damaged and an older one is in use. */
	readonly recovered: boolean;
	/** A read or write failed: what Baileys has in memory and what is stored may differ from here on. */
	onFailure: (error: unknown) => void = () => {};
	/** Keys have been stored, and are durable. */
	onStored: (data: SignalDataSet) => void = () => {};
	readonly #options: AuthStateOptions;
	readonly #cache = new KeyCache();
	#generations: readonly Generation[];
	/** Rows of no more use. */
	readonly #forgotten: string[] = [];
	#dirty = false;
	#revoked = false;

	private constructor(
		options: AuthStateOptions,
		creds: AuthenticationCreds,
		generations: readonly Generation[],
	) {
		this.#options = options;
		this.#generations = generations;
		this.creds = creds;
		this.recovered = generations.length > 0 && generations[0]?.json === undefined;
		this.keys = {
			get: (type, ids) => this.#reporting(this.#getKeys(type, ids)),
			set: (data) => this.#reporting(this.#setKeys(data)),
		};
	}

	/**
	 * Reads the stored account, or starts a new one where there is none.
	 *
	 * @throws CredentialsError when something is stored that cannot be used.
	 */
	static async load(options: AuthStateOptions): Promise<AuthState> {
		const { baileys, credentials } = options;
		const account = await readStoredAccount(credentials);
		if (account.state === 'linked') {
			const creds: unknown = JSON.parse(account.json, baileys.BufferJSON.reviver);
			return new AuthState(options, creds as AuthenticationCreds, account.generations);
		}
		if (account.state === 'half-done') await credentials.clear();
		return new AuthState(options, baileys.initAuthCreds(), []);
	}

	/** True when a phone accepted this account. */
	get linked(): boolean {
		return Boolean(this.creds.me && this.creds.account);
	}

	/** Makes the account durable before it returns. A failure is reported, and never thrown at Baileys. */
	save(): void {
		if (this.#revoked || !this.linked) return;
		this.#dirty = true;
		const next = this.#nextGenerations();
		if (!next) return;
		try {
			this.#options.credentials.commitNow(next.rows, []);
			this.#saved(next.generations);
		} catch (error) {
			this.onFailure(error);
		}
	}

	/** All stored keys of a type, by id. What cannot be read is left out. */
	async all(type: string): Promise<Map<string, unknown>> {
		const prefix = rowKey(type, '');
		const found = new Map<string, unknown>();
		for (const [key, stored] of await this.#options.credentials.entries(prefix)) {
			const value = this.#parse(stored);
			if (value !== undefined) found.set(key.slice(prefix.length), value);
		}
		return found;
	}

	#parse(stored: string): unknown {
		try {
			return JSON.parse(decodeValue(stored), this.#options.baileys.BufferJSON.reviver) as unknown;
		} catch {
			return undefined;
		}
	}

	/** Deletes rows together with the next commit, since nobody waits for it. */
	forget(type: string, ids: readonly string[]): void {
		for (const id of ids) this.#forgotten.push(rowKey(type, id));
	}

	/** Nothing is written from here on, but for what was to be forgotten. */
	revoke(): void {
		if (this.#revoked) return;
		this.#revoked = true;
		if (this.#forgotten.length === 0) return;
		try {
			this.#options.credentials.commitNow(new Map(), this.#takeForgotten());
		} catch {
			// They are of no more use, and do no harm where they are.
		}
	}

	#takeForgotten(): string[] {
		return this.#forgotten.splice(0);
	}

	/** What to write for the account as it is now; undefined when that is what is stored. */
	#nextGenerations(): ReturnType<typeof nextGenerations> | undefined {
		const json = JSON.stringify(this.creds, this.#options.baileys.BufferJSON.replacer);
		if (this.#generations[0]?.json !== json) return nextGenerations(json, this.#generations);
		this.#dirty = false;
		return undefined;
	}

	#saved(generations: readonly Generation[]): void {
		this.#generations = generations;
		this.#dirty = false;
	}

	async #getKeys<T extends keyof SignalDataTypeMap>(
		type: T,
		ids: string[],
	): Promise<Record<string, SignalDataTypeMap[T]>> {
		const found: Record<string, SignalDataTypeMap[T]> = {};
		const unknown: string[] = [];
		for (const id of ids) {
			const known = this.#cache.find(type, id);
			if (!known) unknown.push(id);
			else if (known.value !== undefined) found[id] = known.value as SignalDataTypeMap[T];
		}
		if (unknown.length > 0) Object.assign(found, await this.#readKeys(type, unknown));
		return found;
	}

	async #readKeys<T extends keyof SignalDataTypeMap>(
		type: T,
		ids: string[],
	): Promise<Record<string, SignalDataTypeMap[T]>> {
		const { version } = this.#cache;
		const rows = await this.#options.credentials.get(ids.map((id) => rowKey(type, id)));
		const found: Record<string, SignalDataTypeMap[T]> = {};
		ids.forEach((id, index) => {
			const stored = rows[index];
			const value = stored === undefined ? undefined : this.#decodeKey(type, stored);
			this.#cache.wasRead(type, id, value, version);
			if (value !== undefined) found[id] = value;
		});
		return found;
	}

	#decodeKey<T extends keyof SignalDataTypeMap>(type: T, stored: string): SignalDataTypeMap[T] {
		const { BufferJSON, proto } = this.#options.baileys;
		try {
			const value: unknown = JSON.parse(decodeValue(stored), BufferJSON.reviver);
			// Baileys calls methods of this one, which JSON does not keep (use-multi-file-auth-state.js).
			const revived =
				type === 'app-state-sync-key'
					? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>)
					: value;
			return revived as SignalDataTypeMap[T];
		} catch (cause) {
			throw new CredentialsError(
				`The stored ${type} of session "${this.#options.sessionId}" cannot be read. Restore the data folder from a backup, or unlink the session and link it again.`,
				{ cause },
			);
		}
	}

	async #setKeys(data: SignalDataSet): Promise<void> {
		if (this.#revoked) {
			throw new Error(`The connection of session "${this.#options.sessionId}" has ended.`);
		}
		const { sets, deletes } = this.#keyRows(data);
		const next = this.#dirty ? this.#nextGenerations() : undefined;
		next?.rows.forEach((value, key) => sets.set(key, value));
		await this.#options.credentials.commit(sets, [...deletes, ...this.#takeForgotten()]);
		if (next) this.#saved(next.generations);
		this.#cache.wasStored(data);
		this.onStored(data);
	}

	async #reporting<T>(work: Promise<T>): Promise<T> {
		try {
			return await work;
		} catch (error) {
			if (!this.#revoked) this.onFailure(error);
			throw error;
		}
	}

	#keyRows(data: SignalDataSet): { sets: Map<string, string>; deletes: string[] } {
		const sets = new Map<string, string>();
		const deletes: string[] = [];
		for (const [type, values] of Object.entries(data)) {
			for (const [id, value] of Object.entries(values)) {
				const key = rowKey(type, id);
				if (value === null || value === undefined) deletes.push(key);
				else
					sets.set(
						key,
						encodeValue(JSON.stringify(value, this.#options.baileys.BufferJSON.replacer)),
					);
			}
		}
		return { sets, deletes };
	}
}
