import type { BinaryNode } from './baileys.js';

/**
 * Keeps messages in the order in which WhatsApp sends them. Baileys queues those of a backlog and takes
 * a new one at once (`Utils/offline-node-processor.js`), so that it overtakes what was written before
 * it. Its queue is for what carries the attribute `offline`: as long as some of the backlog waits, new
 * messages are given it too. Nothing else depends on it.
 */
export class ArrivalOrder {
	readonly #waiting = new Set<string>();

	/** Takes note of a `<message>`, before Baileys sees it. */
	arrived({ attrs }: BinaryNode): void {
		const { id, offline } = attrs;
		if (!id || (offline === undefined && this.#waiting.size === 0)) return;
		attrs['offline'] = offline ?? '0';
		this.#waiting.add(id);
	}

	/**
	 * Baileys is through with the message, and so with those before it: its queue takes one after the
	 * other, and says nothing of some it refuses.
	 */
	handled(messageId: string): void {
		if (!this.#waiting.has(messageId)) return;
		for (const earlier of this.#waiting) {
			this.#waiting.delete(earlier);
			if (earlier === messageId) return;
		}
	}
}
