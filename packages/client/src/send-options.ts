import type { SendQuery } from '@waypost/contract';
import type { CallOptions } from './sessions.js';

/** Options of everything that puts a message into the outbox. */
export interface DeliveryOptions extends CallOptions {
	/**
	 * Hold the answer until WhatsApp has the message (`sent`) or the other phone has it
	 * (`delivered`). Default: answer as soon as the message is stored (`accepted`).
	 */
	wait?: NonNullable<SendQuery['wait']>;
	/**
	 * Seconds to hold it, at most 60. Default: 10. When they are over the message is answered as it
	 * is: look at its `status`.
	 */
	timeout?: number;
	/**
	 * Makes a repeated send harmless: the same key and content give the same message. 1 to 255
	 * visible ASCII characters, such as an order number. Each API key has its own. Default: none.
	 */
	idempotencyKey?: string;
}

/** Options of a send, whatever is sent. */
export interface SendOptions extends DeliveryOptions {
	/** Id of the message to answer. */
	replyTo?: string;
	/** People named in the text, by number or id; the text says `@number` where they stand. */
	mentions?: readonly string[];
	/** Show "typing…" first, for as long as a person would take. Not in groups. Default: false. */
	typing?: boolean;
	/** Seconds after which the message is not sent any more. Default: it waits as long as it takes. */
	ttl?: number;
	/** Send it at this time, at most 30 days ahead: a date, or ISO 8601. Default: at once. */
	sendAt?: Date | string;
	/** False: refuse at once what would have to wait for the connection or for pacing. Default: true. */
	queue?: boolean;
}

export interface SendTextOptions extends SendOptions {
	/** Show what the first link leads to; the daemon fetches it. Default: false. */
	linkPreview?: boolean;
}

/** Seconds the daemon holds an answer when `timeout` is not given (contract, SendQuery). */
const DEFAULT_HOLD = 10;

/** The fields of a body that say how it is sent; what is not given is left out. */
export function sendFields({ replyTo, mentions, typing, ttl, sendAt, queue }: SendOptions) {
	return {
		...(replyTo !== undefined && { replyTo }),
		...(mentions !== undefined && { mentions: [...mentions] }),
		...(typing !== undefined && { typing }),
		...(ttl !== undefined && { ttl }),
		...(sendAt !== undefined && { sendAt: toIso(sendAt) }),
		...(queue !== undefined && { queue }),
	};
}

const toIso = (time: Date | string): string =>
	typeof time === 'string' ? time : time.toISOString();

/** What of the options is no part of the body. */
export const deliveryOf = ({ wait, timeout, idempotencyKey, signal }: DeliveryOptions) => ({
	query: { wait, timeout },
	headers: { 'idempotency-key': idempotencyKey },
	signal,
	hold: wait === undefined ? 0 : (timeout ?? DEFAULT_HOLD),
});
