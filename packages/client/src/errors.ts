import type { ErrorCode, Problem } from '@waypost/contract';

/** One field the daemon did not accept: `path` is a JSON pointer-like path such as `/to`. */
export type FieldError = Problem['errors'][number];

/**
 * Base of everything this package throws, except the caller's own abort reason: an aborted call
 * rejects with `signal.reason`, as `fetch` does.
 *
 * `code` is stable and meant for programs; `message` is a sentence for people and may be reworded.
 */
export class WaypostError extends Error {
	override name = 'WaypostError';
	readonly code: string;

	constructor(code: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

export interface ApiErrorDetails {
	/** A code of the catalogue; `SERVER_ERROR` when the answer did not come from Waypost. */
	code: ErrorCode | (string & {});
	/** HTTP status of the answer. */
	status: number;
	/** What happened, as a sentence. The same for every error with this code. */
	title: string;
	/** What happened this time. */
	detail: string;
	/** True when the same call may succeed later without a change. */
	retryable: boolean;
	/** Look for it in the log of the daemon; null when the answer did not come from Waypost. */
	requestId: string | null;
	/** Seconds to wait before trying again, from `Retry-After`; null when the daemon named none. */
	retryAfter: number | null;
	/** The fields that were not accepted; empty unless `code` is `INVALID_REQUEST`. */
	errors: FieldError[];
	/** The whole problem document (RFC 9457); null when the answer did not come from Waypost. */
	problem: Problem | null;
}

/**
 * The daemon answered, and the answer is no.
 *
 * @example
 * try {
 *   await waypost.messages.sendText('sales', '0170 0000001', 'Hi');
 * } catch (error) {
 *   if (isApiError(error) && error.code === 'INVALID_NUMBER') console.log(error.detail);
 * }
 */
export class ApiError extends WaypostError {
	override name = 'ApiError';
	declare readonly code: ApiErrorDetails['code'];
	readonly status: number;
	readonly title: string;
	readonly detail: string;
	readonly retryable: boolean;
	readonly requestId: string | null;
	readonly retryAfter: number | null;
	readonly errors: FieldError[];
	readonly problem: Problem | null;

	constructor(details: ApiErrorDetails) {
		const { title, detail } = details;
		super(details.code, detail === '' || detail === title ? title : `${title} ${detail}`);
		this.status = details.status;
		this.title = title;
		this.detail = detail;
		this.retryable = details.retryable;
		this.requestId = details.requestId;
		this.retryAfter = details.retryAfter;
		this.errors = details.errors;
		this.problem = details.problem;
	}
}

/**
 * There was no complete answer: the daemon is not running, the address is wrong, or the connection
 * broke. `cause` is the error of `fetch`. After a send it is not known whether the daemon took the
 * message: send again with the same `idempotencyKey`, and it is sent once.
 */
export class NetworkError extends WaypostError {
	override name = 'NetworkError';
	/** The address of the daemon as given to the client. */
	readonly url: string;

	constructor(url: string, message: string, options?: ErrorOptions) {
		super('NETWORK_ERROR', message, options);
		this.url = url;
	}
}

/**
 * The daemon did not answer within `timeoutMs`, or a session did not reach a state in time. For
 * sends, what {@link NetworkError} says about repeating holds here too.
 */
export class TimeoutError extends WaypostError {
	override name = 'TimeoutError';

	constructor(message: string, options?: ErrorOptions) {
		super('TIMEOUT', message, options);
	}
}

/** True for everything this package throws by itself. */
export const isWaypostError = (error: unknown): error is WaypostError =>
	error instanceof WaypostError;

/** True when the daemon answered with a problem. */
export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;

/** True when there was no complete answer. */
export const isNetworkError = (error: unknown): error is NetworkError =>
	error instanceof NetworkError;

/** True when something took too long. */
export const isTimeoutError = (error: unknown): error is TimeoutError =>
	error instanceof TimeoutError;
