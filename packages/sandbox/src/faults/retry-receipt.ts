import { bytesFromNumber, stanza, type Stanza } from '../stanza/stanza.js';
import { formatKeyBundle, type KeyBundle } from '../state/key-bundle.js';
import type { LinkedDevice } from '../state/linked-device.js';
import { PN } from '../stanza/jid.js';

export interface RetryReceiptDetails {
	readonly messageId: string;
	/** The device that is asked. */
	readonly device: LinkedDevice;
	readonly count: number;
	readonly registrationId: number;
	/** For a new Signal session (Baileys Utils/signal.js, extractE2ESessionFromRetryReceipt). */
	readonly keys: KeyBundle | undefined;
	/** Unix seconds. */
	readonly t: number;
}

/** "I could not open this message: encrypt it for me again." */
export function retryReceipt(details: RetryReceiptDetails): Stanza {
	const { messageId: id, device, count, registrationId, keys, t } = details;
	const content = [
		stanza('retry', { count, id, t, v: 1, error: 0 }),
		stanza('registration', {}, bytesFromNumber(registrationId, 4)),
		...(keys ? [stanza('keys', {}, keyStanzas(keys))] : []),
	];
	return stanza('receipt', { id, to: device.jid(PN), type: 'retry', t }, content);
}

/** A bundle's registration id stands beside the keys here. */
function keyStanzas(keys: KeyBundle): Stanza[] {
	return formatKeyBundle(keys).filter(({ tag }) => tag !== 'registration');
}
