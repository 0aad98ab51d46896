import {
	PRESETS,
	type ApiKey,
	type CreateApiKey,
	type CreatedApiKey,
	type Page,
} from '@waypost/contract';
import type { z } from 'zod';
import { systemClock, toIso, toIsoOrNull, type Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { formatApiKey, generateKeyId, hashApiKey, type KeyEnvironment } from './api-key.js';
import { Authentication, type Credentials } from './authentication.js';
import type { Caller } from './caller.js';
import { assertMayGive, isInReach } from './key-rights.js';
import type { KeyRecord, KeysStore } from './keys.store.js';

export interface KeysServiceOptions {
	store: KeysStore;
	adminKey: string;
	environment: KeyEnvironment;
	logger: Logger;
	clock?: Clock;
}

/** A checked request for a key, with the schema's defaults filled in. */
export type NewApiKey = z.output<typeof CreateApiKey>;

const toApiKey = (record: KeyRecord): ApiKey => ({
	id: record.id,
	name: record.name,
	scopes: record.scopes,
	sessions: record.sessions,
	maxSessions: record.maxSessions,
	expiresAt: toIsoOrNull(record.expiresAt),
	ipAllow: record.ipAllow,
	createdAt: toIso(record.createdAt),
	lastUsedAt: toIsoOrNull(record.lastUsedAt),
});

const notFound = (id: string): WaypostError =>
	new WaypostError('KEY_NOT_FOUND', `There is no API key ${id}. List the keys with GET /v1/keys.`);

/** The API keys: who may call, and who may let others call. */
export class KeysService {
	readonly #store: KeysStore;
	readonly #environment: KeyEnvironment;
	readonly #logger: Logger;
	readonly #clock: Clock;
	readonly #authentication: Authentication;
	readonly #revoked = new Set<(keyId: string) => void>();

	constructor({ store, adminKey, environment, logger, clock = systemClock }: KeysServiceOptions) {
		this.#store = store;
		this.#environment = environment;
		this.#logger = logger;
		this.#clock = clock;
		this.#authentication = new Authentication({
			...{ store, adminKey, clock },
			onTouchFailed: (err) => logger.warn({ err }, 'the time of use of a key was not stored'),
		});
	}

	/**
	 * Finds out who calls.
	 *
	 * @throws WaypostError UNAUTHORIZED, KEY_EXPIRED, or FORBIDDEN from an address not allowed.
	 */
	authenticate(request: Credentials): Caller {
		return this.#authentication.authenticate(request);
	}

	/**
	 * A caller that authenticated before, with the rights its key has now.
	 *
	 * @throws WaypostError UNAUTHORIZED when the key was revoked since, and those of `authenticate`.
	 */
	recall(keyId: string | null, address: string | undefined): Caller {
		return this.#authentication.recall(keyId, address);
	}

	/** The key is in the answer and nowhere else. @throws WaypostError FORBIDDEN, INVALID_REQUEST. */
	create(input: NewApiKey, caller: Caller): CreatedApiKey {
		const id = generateKeyId();
		const key = formatApiKey(this.#environment, id);
		const record = this.#toRecord(id, key, input);
		assertMayGive(caller, this.#rightsOf(caller), record);
		this.#store.insert(record);
		this.#audit('created', id, caller);
		return { ...toApiKey(record), key };
	}

	/** By id. */
	list(
		{ after, limit }: { after?: string | undefined; limit: number },
		caller: Caller,
	): Page<ApiKey> {
		const records = this.#store.list(after ?? '', limit);
		const next = records.length === limit ? (records.at(-1)?.id ?? null) : null;
		return { data: records.filter((record) => isInReach(caller, record)).map(toApiKey), next };
	}

	/** @throws WaypostError KEY_NOT_FOUND. */
	get(id: string, caller: Caller): ApiKey {
		return toApiKey(this.#find(id, caller));
	}

	/** At once: its event streams are cut too. @throws WaypostError KEY_NOT_FOUND, FORBIDDEN. */
	delete(id: string, caller: Caller): void {
		this.#assertMayManage(this.#find(id, caller), caller);
		this.#store.delete(id);
		this.#audit('revoked', id, caller);
		this.#tellRevoked(id);
	}

	/**
	 * Makes a new secret for a key; the old one stays valid for `grace` seconds.
	 *
	 * @throws WaypostError KEY_NOT_FOUND, FORBIDDEN.
	 */
	rotate(id: string, { grace }: { grace: number }, caller: Caller): CreatedApiKey {
		const record = this.#find(id, caller);
		this.#assertMayManage(record, caller);
		const key = formatApiKey(this.#environment, id);
		this.#store.rotate(id, hashApiKey(key), this.#clock.now() + grace * 1000);
		this.#audit('rotated', id, caller);
		return { ...toApiKey(record), key };
	}

	/** False once a key is revoked or expired. The admin key (null) stays valid. */
	isValid(keyId: string | null): boolean {
		if (keyId === null) return true;
		const record = this.#store.get(keyId);
		return record !== undefined && (record.expiresAt ?? Infinity) > this.#clock.now();
	}

	/** @returns the function that unsubscribes. */
	onRevoked(listener: (keyId: string) => void): () => void {
		this.#revoked.add(listener);
		return () => this.#revoked.delete(listener);
	}

	/** One listener that fails must not keep the others from cutting what the key had open. */
	#tellRevoked(keyId: string): void {
		for (const listener of this.#revoked) {
			try {
				listener(keyId);
			} catch (err) {
				this.#logger.error({ err, keyId }, 'a listener failed when a key was revoked');
			}
		}
	}

	#toRecord(id: string, key: string, input: NewApiKey): KeyRecord {
		const now = this.#clock.now();
		const expiresAt = input.expiresAt === undefined ? null : Date.parse(input.expiresAt);
		if (expiresAt !== null && expiresAt <= now) {
			const field = { path: '/expiresAt', code: 'too_small', message: 'This time has passed.' };
			throw new WaypostError('INVALID_REQUEST', '`expiresAt` has passed. Give a time to come.', {
				fields: [field],
			});
		}
		const scopes = input.scopes ?? (input.preset ? PRESETS[input.preset] : []);
		return {
			...{ id, name: input.name, secretHash: hashApiKey(key), expiresAt },
			...{ oldSecretHash: null, oldSecretUntil: null, createdAt: now, lastUsedAt: null },
			scopes: [...new Set(scopes)],
			sessions: [...new Set(input.sessions)],
			maxSessions: input.maxSessions ?? null,
			ipAllow: [...new Set(input.ipAllow)],
		};
	}

	#find(id: string, caller: Caller): KeyRecord {
		const record = this.#store.get(id);
		if (!record || !isInReach(caller, record)) throw notFound(id);
		return record;
	}

	/** @throws WaypostError UNAUTHORIZED when the caller's key was revoked while it called. */
	#rightsOf({ keyId }: Caller): KeyRecord | null {
		if (keyId === null) return null;
		const record = this.#store.get(keyId);
		if (!record) throw new WaypostError('UNAUTHORIZED');
		return record;
	}

	/** A key may always rotate or revoke itself. */
	#assertMayManage(record: KeyRecord, caller: Caller): void {
		if (record.id !== caller.keyId) assertMayGive(caller, this.#rightsOf(caller), record);
	}

	#audit(what: string, keyId: string, caller: Caller): void {
		this.#logger.info({ keyId, by: caller.keyId ?? 'admin' }, `API key ${what}`);
	}
}
