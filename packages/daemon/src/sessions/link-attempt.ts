import type { LinkMethod } from '@waypost/contract';
import type { Clock } from '../runtime/clock.js';

/** A link in progress, as others see it. The codes are secrets. */
export interface LinkCode {
	readonly method: LinkMethod;
	readonly qr: string | null;
	readonly pairingCode: string | null;
	/** Milliseconds since 1970. */
	readonly expiresAt: number | null;
	/** Counts the codes shown, from 1; 0 before the first. */
	readonly attempt: number;
}

export interface LinkAttemptOptions {
	method: LinkMethod;
	/** For `code`: E.164 of the phone to link. */
	phoneNumber: string | null;
	/** @returns undefined when the attempt is over. */
	requestPairingCode: (phoneNumber: string) => Promise<string | undefined>;
	/** A new code is there. */
	onCode: (code: LinkCode) => void;
	/** WhatsApp gives no pairing code. */
	onRefused: (error: unknown) => void;
	clock: Clock;
}

/** How long a pairing code can be typed: WhatsApp closes the link socket after about this time. */
const PAIRING_CODE_MS = 160_000;

/** The codes of one attempt to link a phone, as they come and replace each other. */
export class LinkAttempt implements LinkCode {
	readonly #options: LinkAttemptOptions;
	#wasAsked = false;
	qr: string | null = null;
	pairingCode: string | null = null;
	expiresAt: number | null = null;
	attempt = 0;

	constructor(options: LinkAttemptOptions) {
		this.#options = options;
	}

	get method(): LinkMethod {
		return this.#options.method;
	}

	/** True when it shows what a request for this method and phone would. */
	isFor(method: LinkMethod, phoneNumber: string | null): boolean {
		return this.method === method && this.#options.phoneNumber === phoneNumber;
	}

	/** The connection shows a QR code; the first one means that it can be asked for a pairing code. */
	onQr({ text, expiresAt }: { text: string; expiresAt: number }): void {
		if (this.method === 'qr') {
			this.qr = text;
			this.#show(expiresAt);
		} else if (!this.#wasAsked) {
			this.#wasAsked = true;
			void this.#ask();
		}
	}

	async #ask(): Promise<void> {
		const { phoneNumber, requestPairingCode, clock, onRefused } = this.#options;
		try {
			const pairingCode = await requestPairingCode(phoneNumber ?? '');
			if (pairingCode === undefined) return;
			this.pairingCode = pairingCode;
			this.#show(clock.now() + PAIRING_CODE_MS);
		} catch (error) {
			onRefused(error);
		}
	}

	#show(expiresAt: number): void {
		this.expiresAt = expiresAt;
		this.attempt++;
		this.#options.onCode(this);
	}
}
