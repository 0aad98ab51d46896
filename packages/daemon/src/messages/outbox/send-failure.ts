import { ERRORS, type ErrorCode, type MessageError } from '@waypost/contract';

/** What an ack with an error number means for the message. */
export type AckReaction =
	/** Once more with the same id, after asking WhatsApp anew for devices, keys and members. */
	| { kind: 'resend' }
	| { kind: 'fail'; error: MessageError }
	/** What it refuses is being sent once more already. */
	| { kind: 'ignore' };

/** The message that an ack with an error number is about. */
export interface RefusedSend {
	/** It is sent once more because of such an error. */
	wasResent: boolean;
	/** It was handed to the connection, and has not landed. */
	isOnItsWay: boolean;
}

interface AckRule {
	code: ErrorCode;
	/** What we knew of the recipient may be out of date: worth one more try. */
	resend: boolean;
}

/** What a chat with a person WhatsApp restricts for this number is answered with. */
const REACH_OUT_TIME_LOCK = 463;

/**
 * WhatsApp's error numbers in a message ack; see Baileys `Socket/messages-recv.js`, `handleBadAck`,
 * and `Types/Message.js` there. 463 is never tried again: each try counts as another reach-out.
 */
const ACK_RULES: Readonly<Record<number, AckRule>> = {
	[REACH_OUT_TIME_LOCK]: { code: 'ACCOUNT_RESTRICTED', resend: false },
	// Not, or no longer, somebody who may write to a group: asked anew, the group says which.
	403: { code: 'MESSAGE_REJECTED', resend: true },
	404: { code: 'RECIPIENT_NOT_ON_WHATSAPP', resend: false },
	// Members of a group by numbers and by LIDs in one message: our list of members is old.
	421: { code: 'MESSAGE_REJECTED', resend: true },
	// "SMAX invalid": encrypted for devices or an identity that are gone.
	479: { code: 'MESSAGE_REJECTED', resend: true },
};

/** A failure of the catalogue, for a message. */
export function messageError(
	code: ErrorCode,
	detail: string = `${ERRORS[code].title} ${ERRORS[code].action}`,
	upstreamCode: number | null = null,
): MessageError {
	return { code, detail, upstreamCode, retryable: ERRORS[code].retryable };
}

/** What to do about an ack with an error number; one ack may come twice. */
export function ackReaction(error: number, { wasResent, isOnItsWay }: RefusedSend): AckReaction {
	const { code, resend } = ACK_RULES[error] ?? { code: 'MESSAGE_REJECTED', resend: false };
	if (resend && !wasResent) return { kind: 'resend' };
	if (resend && !isOnItsWay) return { kind: 'ignore' };
	const detail =
		code === 'MESSAGE_REJECTED'
			? `WhatsApp refused the message with its code ${error}.`
			: undefined;
	return { kind: 'fail', error: messageError(code, detail, error) };
}

/** True when WhatsApp says that this number may not write to new people for now. */
export const isTimeLock = (error: number): boolean => error === REACH_OUT_TIME_LOCK;
