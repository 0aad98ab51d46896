import type { Message } from '@waypost/client';

/** What a flow can look at in `msg.error.cause`: plain values, which Node-RED can copy. */
export type ErrorCause = Readonly<Record<string, unknown>>;

/**
 * The error of a node, as its Catch node gets it: Node-RED copies `code` and `cause` when they are
 * the error's own, and writes the name before the message, so there is none.
 */
export class NodeError extends Error {
	override name = '';
	readonly code: string;
	override readonly cause: ErrorCause;

	constructor(code: string, message: string, cause: ErrorCause = {}) {
		super(message);
		this.code = code;
		this.cause = cause;
	}
}

/** A message that was accepted and then could not be sent. It must not look like a success. */
export interface FailedMessage {
	code: string;
	detail: string;
	cause: ErrorCause;
}

export function failureOf({ id, status, error, chat }: Message): FailedMessage | null {
	if (status !== 'failed' && status !== 'cancelled') return null;
	const code = error?.code ?? (status === 'cancelled' ? 'MESSAGE_CANCELLED' : 'MESSAGE_REJECTED');
	const detail = error?.detail ?? '';
	return {
		code,
		detail,
		cause: {
			code,
			detail,
			messageId: id,
			chatId: chat.id,
			retryable: error?.retryable ?? false,
			upstreamCode: error?.upstreamCode ?? null,
		},
	};
}
