import type { ErrorEntry } from './error-entry.js';
import { MESSAGE_ERRORS } from './message-errors.js';
import { REQUEST_ERRORS } from './request-errors.js';

export type { ErrorEntry } from './error-entry.js';

/**
 * Every failure a caller can meet, over HTTP or as a message's `error`. The code is the contract;
 * titles may be reworded. Add a row to one of the two parts and the API, the client and the docs
 * know it.
 */
export const ERRORS = { ...REQUEST_ERRORS, ...MESSAGE_ERRORS } as const satisfies Record<
	string,
	ErrorEntry
>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];
