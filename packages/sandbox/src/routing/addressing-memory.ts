import type { Addressing } from '../stanza/jid.js';

const KEPT = 10_000;

/** How the sender of a message addressed it, so that receipts come back under the same chat. */
export class AddressingMemory {
	readonly #byMessage = new Map<string, Addressing>();

	remember(messageId: string, addressing: Addressing): void {
		this.#byMessage.delete(messageId);
		this.#byMessage.set(messageId, addressing);
		const oldest = this.#byMessage.keys().next();
		if (this.#byMessage.size > KEPT && !oldest.done) this.#byMessage.delete(oldest.value);
	}

	clear(): void {
		this.#byMessage.clear();
	}

	toSnapshot(): readonly (readonly [string, Addressing])[] {
		return [...this.#byMessage];
	}

	restore(messages: readonly (readonly [string, Addressing])[]): void {
		for (const [id, addressing] of messages) this.#byMessage.set(id, addressing);
	}

	of(messageId: string | undefined): Addressing | undefined {
		return messageId === undefined ? undefined : this.#byMessage.get(messageId);
	}
}
