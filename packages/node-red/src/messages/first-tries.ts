/** Of how many messages it is remembered when they first came, at most. */
const MOST = 1_000;

/**
 * The moments when messages that failed first came to a node. What an expression calls now stays that
 * moment when they are tried again: with another time a message would be another one, and whoever got
 * it already would get it twice.
 */
export class FirstTries {
	/** By the id of the message, the latest failure last. */
	readonly #moments = new Map<string, number>();

	/** When a message that is here now first came, in milliseconds since 1970. */
	momentOf(messageId: string): number {
		return this.#moments.get(messageId) ?? Date.now();
	}

	/** It may be tried again. */
	failed(messageId: string, moment: number): void {
		this.#moments.delete(messageId);
		this.#moments.set(messageId, moment);
		const [oldest] = this.#moments.keys();
		if (this.#moments.size > MOST && oldest !== undefined) this.#moments.delete(oldest);
	}

	/** When it comes by again, that is another round of the flow. */
	worked(messageId: string): void {
		this.#moments.delete(messageId);
	}
}
