import { deferred } from '../deferred.js';
import { SandboxError } from '../errors.js';
import type { Account } from '../state/account.js';
import type { LinkedDevice } from '../state/linked-device.js';

/** Between `pair-success` and the client's signature. */
export class PendingPairing {
	readonly account: Account;
	readonly device: LinkedDevice;
	/** Encoded ADVDeviceIdentity, which the client signs. */
	readonly details: Buffer;
	readonly #done = deferred<LinkedDevice>();

	constructor(options: Pick<PendingPairing, 'account' | 'device' | 'details'>) {
		this.account = options.account;
		this.device = options.device;
		this.details = options.details;
		this.#done.promise.catch(() => undefined);
	}

	/** Resolves when the client has signed and was told to restart. */
	get done(): Promise<LinkedDevice> {
		return this.#done.promise;
	}

	complete(): void {
		this.#done.resolve(this.device);
	}

	fail(why: string): void {
		this.#done.reject(new SandboxError('LINKING_FAILED', `Linking failed. ${why}`));
	}
}
