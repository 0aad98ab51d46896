import type { Stanza } from '../stanza/stanza.js';
import type { LinkedDevice } from '../state/linked-device.js';

const KEPT = 100;

/** The last 100 messages each linked device was given, so that a fault can give them once more. */
export class DeliveredMessages {
	readonly #byDevice = new WeakMap<LinkedDevice, Map<string, Stanza>>();

	note(device: LinkedDevice, outgoing: Stanza): void {
		const { id } = outgoing.attrs;
		if (outgoing.tag !== 'message' || id === undefined) return;
		const messages = this.#byDevice.get(device) ?? new Map<string, Stanza>();
		this.#byDevice.set(device, messages);
		messages.set(id, outgoing);
		const oldest = messages.keys().next();
		if (messages.size > KEPT && !oldest.done) messages.delete(oldest.value);
	}

	find(device: LinkedDevice, id: string): Stanza | undefined {
		return this.#byDevice.get(device)?.get(id);
	}
}
