import { ERRORS, type ErrorCode, type MessageError } from '@waypost/contract';

/** WhatsApp's error numbers in a message ack; see Baileys `Socket/messages-recv.js`, `handleBadAck`. */
const REACH_OUT_TIME_LOCK = 463;
const NOT_FOUND = 404;

/** A failure of the catalogue, for a message. */
export function messageError(
	code: ErrorCode,
	detail: string = `${ERRORS[code].title} ${ERRORS[code].action}`,
	upstreamCode: number | null = null,
): MessageError {
	return { code, detail, upstreamCode, retryable: ERRORS[code].retryable };
}

/** What an ack with an error number means for the message. */
export function ackFailure(error: number): MessageError {
	switch (error) {
		case REACH_OUT_TIME_LOCK:
			return messageError('ACCOUNT_RESTRICTED', undefined, error);
		case NOT_FOUND:
			return messageError('RECIPIENT_NOT_ON_WHATSAPP', undefined, error);
		default:
			return messageError(
				'MESSAGE_REJECTED',
				`WhatsApp refused the message with its code ${error}.`,
				error,
			);
	}
}
