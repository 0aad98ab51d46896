import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../runtime/clock.js';
import { toIso } from '../runtime/clock.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { hashApiKey, parseApiKey } from './api-key.js';
import { createAdminCaller, createCaller, type Caller } from './caller.js';
import { isAllowedAddress } from './ip-allow.js';
import type { KeyRecord, KeysStore } from './keys.store.js';

/** What authentication looks at; an Express request is one. */
export interface Credentials {
	get(header: string): string | undefined;
	/** Address of the peer. */
	readonly ip?: string | undefined;
}

export interface AuthenticationOptions {
	store: KeysStore;
	adminKey: string;
	clock: Clock;
	/** Told when the time of use could not be stored. */
	onTouchFailed: (error: unknown) => void;
}

/** `lastUsedAt` is written at most this often per key. */
const TOUCH_EVERY_MS = 60_000;
const BEARER = /^Bearer +(\S+) *$/i;
/** Compared with when the id is not known, so that both cases take the same time. */
const NO_HASH = Buffer.alloc(32);

/** Unknown, revoked and mistyped keys look alike. */
const refuse = (): never => {
	throw new WaypostError(
		'UNAUTHORIZED',
		'The API key is not known. Check it, or create a new one.',
	);
};

/** The key of a request, from either header. */
function keyOf(request: Credentials): string {
	const authorization = request.get('authorization');
	const bearer = authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? '');
	const header = request.get('x-api-key');
	if (bearer === undefined && header === undefined) throw new WaypostError('UNAUTHORIZED');
	if (bearer !== undefined && header !== undefined && bearer !== header) {
		throw new WaypostError(
			'UNAUTHORIZED',
			'Authorization and X-API-Key carry different keys. Send one of the two.',
		);
	}
	return bearer ?? header ?? '';
}

/** Finds out who calls, from the admin key and the stored ones. */
export class Authentication {
	readonly #store: KeysStore;
	readonly #adminHash: Buffer;
	readonly #clock: Clock;
	readonly #onTouchFailed: (error: unknown) => void;

	constructor({ store, adminKey, clock, onTouchFailed }: AuthenticationOptions) {
		this.#store = store;
		this.#adminHash = hashApiKey(adminKey);
		this.#clock = clock;
		this.#onTouchFailed = onTouchFailed;
	}

	/** @throws WaypostError UNAUTHORIZED, KEY_EXPIRED, or FORBIDDEN from an address not allowed. */
	authenticate(request: Credentials): Caller {
		const key = keyOf(request);
		const hash = hashApiKey(key);
		if (timingSafeEqual(hash, this.#adminHash)) return createAdminCaller();
		const record = this.#find(key, hash) ?? refuse();
		this.#assertUsable(record, request.ip);
		this.#touch(record);
		return createCaller({ ...record, keyId: record.id });
	}

	/**
	 * A caller that authenticated before, with the rights its key has now.
	 *
	 * @throws WaypostError UNAUTHORIZED when the key was revoked since, and those of `authenticate`.
	 */
	recall(keyId: string | null, address: string | undefined): Caller {
		if (keyId === null) return createAdminCaller();
		const record = this.#store.get(keyId) ?? refuse();
		this.#assertUsable(record, address);
		return createCaller({ ...record, keyId });
	}

	#find(key: string, hash: Buffer): KeyRecord | undefined {
		const parsed = parseApiKey(key);
		const record = parsed ? this.#store.get(parsed.id) : undefined;
		const isCurrent = timingSafeEqual(hash, record?.secretHash ?? NO_HASH);
		const isOld = timingSafeEqual(hash, record?.oldSecretHash ?? NO_HASH);
		const isInGrace = (record?.oldSecretUntil ?? 0) > this.#clock.now();
		return isCurrent || (isOld && isInGrace) ? record : undefined;
	}

	#assertUsable({ name, expiresAt, ipAllow }: KeyRecord, address: string | undefined): void {
		if (expiresAt !== null && expiresAt <= this.#clock.now()) {
			throw new WaypostError(
				'KEY_EXPIRED',
				`The API key "${name}" expired at ${toIso(expiresAt)}. Create a new one.`,
			);
		}
		if (isAllowedAddress(address, ipAllow)) return;
		throw new WaypostError(
			'FORBIDDEN',
			`The API key "${name}" may not be used from ${address ?? 'this address'}. Add it to its \`ipAllow\`.`,
		);
	}

	#touch({ id, lastUsedAt }: KeyRecord): void {
		const now = this.#clock.now();
		if (lastUsedAt !== null && now - lastUsedAt < TOUCH_EVERY_MS) return;
		this.#store.touch(id, now).catch(this.#onTouchFailed);
	}
}
