import type { BinaryNode } from './baileys.js';

/**
 * Keeps messages in the order in which WhatsApp sends them. Baileys queues those of a backlog
 * (`Utils/offline-node-processor.js`) and takes a new one at once, which overtakes in two ways: what
 * is left of the backlog, and in a burst of somebody unknown those before it, which each wait to
 * store that person's addresses before they are decrypted (`handleMessage` in
 * `Socket/messages-recv.js`). The queue is for what carries the attribute `offline`: every message is
 * given it. Nothing else depends on it.
 */
export function keepInOrder({ attrs }: BinaryNode): void {
	attrs['offline'] ??= '0';
}
