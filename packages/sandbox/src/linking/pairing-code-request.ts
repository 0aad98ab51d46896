import { deferred, type Deferred } from '../deferred.js';
import { SandboxError } from '../errors.js';
import type { PairingCodeAnswer } from '../phone/pairing-code-crypto.js';
import type { RandomSource } from '../random.js';

/** A client that shows a pairing code and waits for somebody to type it on a phone. */
export class PairingCodeRequest {
	/** Digits of the number the client asked to link. */
	readonly number: string;
	/** The client's ephemeral key, wrapped with the code: salt 32, iv 16, ciphertext 32. */
	readonly wrappedEphemeral: Buffer;
	readonly ref: Buffer;
	readonly #answers: { answer: PairingCodeAnswer; outcome: Deferred<void> }[] = [];

	constructor(number: string, wrappedEphemeral: Buffer, random: RandomSource) {
		this.number = number;
		this.wrappedEphemeral = wrappedEphemeral;
		this.ref = Buffer.from(random.bytes(16).toString('hex'));
	}

	/** A code was typed. The promise settles with the client's answer to it. */
	attempt(answer: PairingCodeAnswer): Promise<void> {
		const outcome = deferred<void>();
		this.#answers.push({ answer, outcome });
		return outcome.promise;
	}

	/** The attempt the client is answering. */
	get currentAnswer(): PairingCodeAnswer | undefined {
		return this.#answers[0]?.answer;
	}

	/** The code was right. */
	succeed(): void {
		this.#answers.shift()?.outcome.resolve();
	}

	/** The code was wrong. */
	refuse(): void {
		const message = 'This is not the code the client shows. Type it again.';
		this.#answers.shift()?.outcome.reject(new SandboxError('PAIRING_CODE_WRONG', message));
	}

	/** The client is gone. */
	abandon(): void {
		const message = 'The client that showed this code hung up. Ask for a new code.';
		for (const { outcome } of this.#answers.splice(0)) {
			outcome.reject(new SandboxError('PAIRING_CODE_EXPIRED', message));
		}
	}
}
