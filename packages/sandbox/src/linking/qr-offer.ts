import type { Clock } from '../clock.js';
import type { QrLifetimes } from '../options.js';
import type { RandomSource } from '../random.js';
import type { World } from '../world.js';

/** The refs given to one client, and when each stops being valid. */
export class QrOffer {
	readonly refs: readonly string[];
	readonly #clock: Clock;
	readonly #startedAt: number;
	readonly #lifetimes: QrLifetimes;

	constructor({ clock, random }: Pick<World, 'clock' | 'random'>, lifetimes: QrLifetimes) {
		this.#clock = clock;
		this.#startedAt = clock.now();
		this.#lifetimes = lifetimes;
		this.refs = Array.from({ length: lifetimes.refs }, () => newRef(random));
	}

	has(ref: string): boolean {
		return this.refs.includes(ref);
	}

	/** A client shows one code after the other; a code is valid until its successor is shown. */
	expired(ref: string): boolean {
		const shownFor = this.#lifetimes.firstMs + this.refs.indexOf(ref) * this.#lifetimes.nextMs;
		return this.#clock.now() >= this.#startedAt + shownFor;
	}

	/** When the client has run out of codes, a pairing code asked for on this connection ends as well. */
	get over(): boolean {
		const last = this.refs.at(-1);
		return last === undefined || this.expired(last);
	}
}

/** What a phone reads from a QR code. */
export interface ScannedQr {
	readonly ref: string;
	readonly noiseKey: Buffer;
	readonly identity: Buffer;
	readonly advSecret: Buffer;
}

/** `https://wa.me/settings/linked_devices#ref,noise,identity,secret,platform`, or the part after `#`. */
export function parseQr(qr: string): ScannedQr | undefined {
	const [ref, noiseKey, identity, advSecret] = qr.slice(qr.indexOf('#') + 1).split(',');
	if (!ref || !noiseKey || !identity || !advSecret) return undefined;
	const scanned = {
		ref,
		noiseKey: Buffer.from(noiseKey, 'base64'),
		identity: Buffer.from(identity, 'base64'),
		advSecret: Buffer.from(advSecret, 'base64'),
	};
	return scanned.identity.length === 32 && scanned.advSecret.length === 32 ? scanned : undefined;
}

function newRef(random: RandomSource): string {
	return `2@${random.bytes(48).toString('base64')}`;
}
