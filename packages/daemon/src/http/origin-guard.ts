import type { Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.js';
import { WaypostError } from '../runtime/waypost-error.js';

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';
const REQUEST_HEADERS = 'Authorization, X-API-Key, Content-Type, Idempotency-Key, Last-Event-ID';
const RESPONSE_HEADERS = 'X-Request-Id, Retry-After, Idempotent-Replayed';
const PREFLIGHT_MAX_AGE = '600';

/** A page of the daemon itself. The scheme may differ: a proxy in front may add TLS. */
const isOwn = (origin: string, host: string | undefined): boolean =>
	host !== undefined && [`http://${host}`, `https://${host}`].includes(origin);

/** Somebody followed a link to a page of ours. It carries no key, so it can do nothing else. */
const isNavigation = (request: Request): boolean =>
	request.get('sec-fetch-mode') === 'navigate' && ['GET', 'HEAD'].includes(request.method);

function allowCrossOrigin(origin: string, response: Response): void {
	response.vary('Origin');
	response.set({
		'Access-Control-Allow-Origin': origin,
		'Access-Control-Expose-Headers': RESPONSE_HEADERS,
		'Cross-Origin-Resource-Policy': 'cross-origin',
	});
}

function answerPreflight(response: Response): void {
	response.set({
		'Access-Control-Allow-Methods': METHODS,
		'Access-Control-Allow-Headers': REQUEST_HEADERS,
		'Access-Control-Max-Age': PREFLIGHT_MAX_AGE,
	});
	response.status(204).end();
}

const isPreflight = (request: Request): boolean =>
	request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;

/** A browser names another site, in either of the two headers it has for that. */
function comesFromElsewhere(request: Request, origin: string | undefined): boolean {
	if (origin !== undefined) return !isOwn(origin, request.headers.host);
	const site = request.get('sec-fetch-site');
	return (site === 'cross-site' || site === 'same-site') && !isNavigation(request);
}

/**
 * Keeps web pages of other sites away from the API (Fetch standard, `Origin`; W3C Fetch Metadata),
 * but for the origins in the list, which are matched letter by letter. Programs send neither header.
 */
export const guardOrigin =
	({ allowedOrigins }: Pick<Config, 'allowedOrigins'>): RequestHandler =>
	(request, response, next) => {
		const origin = request.get('origin');
		if (origin !== undefined && allowedOrigins.includes(origin)) {
			allowCrossOrigin(origin, response);
			return isPreflight(request) ? answerPreflight(response) : next();
		}
		if (!comesFromElsewhere(request, origin)) return next();
		throw new WaypostError(
			'ORIGIN_NOT_ALLOWED',
			`Requests from the web page ${origin === undefined ? 'of another site' : `"${origin.slice(0, 200)}"`} are not allowed. Add its origin to WAYPOST_ALLOWED_ORIGINS.`,
		);
	};
