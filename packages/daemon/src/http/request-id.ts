import type { RequestHandler, Response } from 'express';
import { ulid } from 'ulid';

const HEADER = 'X-Request-Id';

/** Names every answer, so that a person can find it in the log. */
export const nameRequest: RequestHandler = (_request, response, next) => {
	response.setHeader(HEADER, ulid());
	next();
};

/** The id that {@link nameRequest} gave. */
export const requestIdOf = (response: Response): string => String(response.getHeader(HEADER) ?? '');
