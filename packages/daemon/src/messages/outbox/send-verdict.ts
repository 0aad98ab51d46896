import type { MessageError } from '@waypost/contract';
import type { SendError } from '../../whatsapp/whatsapp-connection.js';
import type { StoredMessage } from '../messages.store.js';
import { messageError } from './send-failure.js';

/** Sends of one message that may have left. */
const MOST_ATTEMPTS = 5;
/** Tries of one message that certainly did not leave, while connected. */
const MOST_REFUSALS = 3;
/** The same for one that may have left before: it holds up its chat, and is worth more patience. */
const MOST_REFUSALS_IN_DOUBT = 10;

/** What speaks against another try of a message. */
export interface Objections {
	/** What WhatsApp refused it for already. */
	verdict: MessageError | null;
	/** May this number not write to its recipient for now? */
	isForbidden: () => boolean;
	/** Milliseconds since 1970. */
	now: number;
}

/** Why a message is not to be sent (any more); null when it is. */
export function reasonNotToSend(
	{ attempts, expiresAt }: Pick<StoredMessage, 'attempts' | 'expiresAt'>,
	{ verdict, isForbidden, now }: Objections,
): MessageError | null {
	const mayHaveLeft = attempts > 0;
	if (verdict) return verdict;
	if (attempts >= MOST_ATTEMPTS) return messageError('DELIVERY_UNKNOWN');
	if (expiresAt !== null && expiresAt <= now) {
		return messageError(mayHaveLeft ? 'DELIVERY_UNKNOWN' : 'MESSAGE_EXPIRED');
	}
	return !mayHaveLeft && isForbidden() ? messageError('ACCOUNT_RESTRICTED') : null;
}

/** A message whose try certainly did not leave. */
export interface RefusedTry extends Pick<StoredMessage, 'attempts' | 'attachment' | 'content'> {
	/** Such tries, with this one. */
	refusals: number;
	/** It was complete: only the handing over failed. */
	wasMarked: boolean;
}

/** What a try that did not leave means for the message; null for another try. */
export function failureAfter(
	{ permanent, message }: SendError,
	{ refusals, attempts, attachment, content, wasMarked }: RefusedTry,
): MessageError | null {
	if (permanent) return messageError(permanent, message);
	if (attempts > 0) {
		return refusals < MOST_REFUSALS_IN_DOUBT ? null : messageError('DELIVERY_UNKNOWN');
	}
	if (refusals < MOST_REFUSALS) return null;
	const isUpload = attachment !== null && content === null && !wasMarked;
	return messageError(isUpload ? 'MEDIA_UPLOAD_FAILED' : 'RECIPIENT_UNRESOLVED');
}
