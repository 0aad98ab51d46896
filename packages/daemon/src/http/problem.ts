import { ERRORS, type ErrorCode, type ErrorEntry, type Problem } from '@waypost/contract';
import type { ErrorRequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import { ZodError } from 'zod';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { requestIdOf } from './request-id.js';

/** Seconds a client waits where nothing better is known. */
const DEFAULT_RETRY_AFTER: Record<number, number> = { 429: 60, 503: 5 };

/** Reads a property of something thrown, which can be anything. */
const property = (error: unknown, name: string): unknown =>
	typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** Multer's limits: https://github.com/expressjs/multer#error-handling */
function fromMulter(error: MulterError): WaypostError {
	if (error.code === 'LIMIT_FILE_SIZE') {
		return new WaypostError('PAYLOAD_TOO_LARGE', 'The file is larger than this daemon takes.', {
			cause: error,
		});
	}
	const field = error.field === undefined ? '' : ` ("${error.field.slice(0, 100)}")`;
	return new WaypostError(
		'INVALID_REQUEST',
		`The form is not valid: ${error.message}${field}. Send one part named \`file\` and the documented fields.`,
		{ cause: error },
	);
}

function fromTooLarge(error: unknown): WaypostError {
	const limit = property(error, 'limit');
	return new WaypostError(
		'PAYLOAD_TOO_LARGE',
		`The body is larger than ${typeof limit === 'number' ? `${limit} bytes` : 'allowed'}. Send large files as a multipart \`file\` part.`,
		{ cause: error },
	);
}

/** body-parser, the router and http-errors mark what the client did wrong with a `status`. */
function fromStatus(error: unknown): WaypostError | null {
	const status = property(error, 'status');
	if (status === 413) return fromTooLarge(error);
	if (status === 415) {
		return new WaypostError(
			'UNSUPPORTED_MEDIA_TYPE',
			'The body is compressed or in another character set. Send it uncompressed, in UTF-8.',
			{ cause: error },
		);
	}
	if (typeof status !== 'number' || status < 400 || status > 499) return null;
	const isJson = property(error, 'type') === 'entity.parse.failed';
	return new WaypostError(
		'INVALID_REQUEST',
		isJson ? 'The body is not valid JSON (an object or an array).' : 'The request cannot be read.',
		{ cause: error },
	);
}

/** https://www.sqlite.org/rescode.html: what the disk does, not what we did wrong. */
const SQLITE_FULL = 13;
const SQLITE_DISK_TROUBLE = [5, 6, 8, 10, 11, 14, 26];

function fromSqlite(error: unknown): WaypostError | null {
	const errcode = property(error, 'errcode');
	if (property(error, 'code') !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return null;
	const result = errcode & 0xff;
	if (result === SQLITE_FULL) return new WaypostError('STORAGE_FULL', undefined, { cause: error });
	return SQLITE_DISK_TROUBLE.includes(result)
		? new WaypostError('STORAGE_UNAVAILABLE', undefined, { cause: error })
		: null;
}

function fromDisk(error: unknown): WaypostError | null {
	return property(error, 'code') === 'ENOSPC' || property(error, 'code') === 'EDQUOT'
		? new WaypostError('STORAGE_FULL', undefined, { cause: error })
		: null;
}

/** busboy says only in words that a form ended early or has no boundary. */
const isBadForm = (error: unknown): boolean =>
	error instanceof Error &&
	/^(Unexpected end of form|Malformed|Multipart: Boundary not found)/.test(error.message);

/** Anything thrown while a request is served, in the words of the catalogue. */
export function toWaypostError(error: unknown): WaypostError {
	if (error instanceof WaypostError) return error;
	if (error instanceof MulterError) return fromMulter(error);
	if (isBadForm(error)) {
		return new WaypostError('INVALID_REQUEST', 'The form is cut off or malformed.', {
			cause: error,
		});
	}
	const known = fromSqlite(error) ?? fromDisk(error);
	if (known) return known;
	// Input is checked by `parsePart`; a schema that fails elsewhere is a mistake of ours.
	const own = error instanceof ZodError ? null : fromStatus(error);
	return own ?? new WaypostError('SERVER_ERROR', undefined, { cause: error });
}

/** The problem document of an error (RFC 9457), as the contract has it. */
export function toProblem(error: WaypostError, requestId: string): Problem {
	const { status, title, retryable }: ErrorEntry = ERRORS[error.code];
	return {
		type: `/errors/${error.code}`,
		title,
		status,
		detail: error.message,
		instance: `/v1/requests/${requestId}`,
		code: error.code,
		retryable,
		requestId,
		errors: [...error.fields],
		success: false,
		error: { code: error.code, message: error.message },
		...(error.upstreamCode === null ? {} : { upstreamCode: error.upstreamCode }),
	};
}

const headersOf = (code: ErrorCode, retryAfter: number | undefined): Record<string, string> => {
	const { status } = ERRORS[code];
	const seconds = retryAfter ?? DEFAULT_RETRY_AFTER[status];
	return {
		...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
		...(seconds !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) }),
		...(code === 'SHUTTING_DOWN' && { Connection: 'close' }),
	};
};

function sendProblem(response: Response, problem: Problem): void {
	const type = response.req.accepts(['application/problem+json', 'application/json']);
	response
		.status(problem.status)
		.type(type === 'application/json' ? type : 'application/problem+json')
		.send(JSON.stringify(problem));
}

/** Nobody is there to read an answer. */
const isGone = (response: Response): boolean =>
	!response.writableFinished && (response.closed || response.socket?.destroyed === true);

/** The one error handler of the app. What nobody foresaw is logged with its stack and says no more. */
export const answerProblems =
	(logger: Logger): ErrorRequestHandler =>
	(thrown: unknown, _request, response, _next) => {
		const requestId = requestIdOf(response);
		if (isGone(response)) {
			logger.debug({ requestId, err: thrown }, 'the client went away');
			return;
		}
		const error = toWaypostError(thrown);
		if (error.code === 'SERVER_ERROR') {
			logger.error({ requestId, err: error.cause ?? error }, 'request failed unexpectedly');
		} else if (ERRORS[error.code].status >= 500) {
			logger.warn({ requestId, code: error.code, err: error.cause }, 'request failed');
		}
		if (response.headersSent) return void response.destroy();
		response.set(headersOf(error.code, error.retryAfter));
		sendProblem(response, toProblem(error, requestId));
	};
