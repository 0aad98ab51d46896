import type { RequestHandler, Response } from 'express';
import type { Ids } from '../runtime/ids.js';

const HEADER = 'X-Request-Id';

/** Names every answer, so that a person can find it in the log. */
export const nameRequests =
	(ids: Ids): RequestHandler =>
	(_request, response, next) => {
		response.setHeader(HEADER, ids.next());
		next();
	};

/** The id that {@link nameRequests} gave. */
export const requestIdOf = (response: Response): string => String(response.getHeader(HEADER) ?? '');
