import { ERRORS, type ErrorCode } from '@waypost/contract';

export interface WaypostErrorOptions {
	cause?: unknown;
	/** WhatsApp's own number, where there is one. */
	upstreamCode?: number | null;
	/** Seconds after which a retry makes sense; becomes the Retry-After header. */
	retryAfter?: number;
	/** The fields of the request that were wrong. */
	fields?: readonly { path: string; code: string; message: string }[];
}

/** The one error that crosses folders: a code of the catalogue and a sentence about this case. */
export class WaypostError extends Error {
	override readonly name = 'WaypostError';
	readonly code: ErrorCode;
	readonly upstreamCode: number | null;
	readonly retryAfter: number | undefined;
	readonly fields: readonly { path: string; code: string; message: string }[];

	/** @param detail - what happened in this case and what to do; the catalogue's words when absent. */
	constructor(code: ErrorCode, detail?: string, options: WaypostErrorOptions = {}) {
		super(
			detail ?? `${ERRORS[code].title} ${ERRORS[code].action}`,
			options.cause === undefined ? undefined : { cause: options.cause },
		);
		this.code = code;
		this.upstreamCode = options.upstreamCode ?? null;
		this.retryAfter = options.retryAfter;
		this.fields = options.fields ?? [];
	}
}
