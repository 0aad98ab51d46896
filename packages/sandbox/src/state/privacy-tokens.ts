/** By which somebody shows that this account has written to them before; WhatsApp's "tctoken". */
export interface PrivacyToken {
	readonly token: Buffer;
	/** Unix seconds. */
	readonly at: number;
}

/** By digits of the person it was issued to. */
export type PrivacyTokensSnapshot = readonly (readonly [string, PrivacyToken])[];

/** The privacy tokens an account has issued: to everybody it has written to. */
export class PrivacyTokens {
	readonly #issued = new Map<string, PrivacyToken>();

	/** The latest one for this person (digits). */
	for(number: string): PrivacyToken | undefined {
		return this.#issued.get(number);
	}

	issue(number: string, token: PrivacyToken): void {
		this.#issued.set(number, token);
	}

	/** That person's number is not theirs any more. */
	forget(number: string): void {
		this.#issued.delete(number);
	}

	toSnapshot(): PrivacyTokensSnapshot {
		return [...this.#issued];
	}

	restore(tokens: PrivacyTokensSnapshot): void {
		for (const [number, token] of tokens) this.#issued.set(number, token);
	}
}
