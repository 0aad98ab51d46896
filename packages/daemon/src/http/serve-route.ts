import type { Route, RouteName } from '@waypost/contract';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from '../keys/caller.js';
import { admit, type AdmitOptions } from './admit.js';
import { discardFile, type ReadBody, type RequestBody } from './body.js';
import { idempotencyKeyOf } from './idempotency-key.js';
import { requestIdOf } from './request-id.js';
import type { RouteAnswer, RouteRequest } from './route.js';
import { parsePart } from './validate.js';

/** A handler whose request was made from the same row, so that the types hold by construction. */
export type CheckedHandler = (
	request: RouteRequest<RouteName>,
) => RouteAnswer | Promise<RouteAnswer>;

export interface ServeOptions extends AdmitOptions {
	route: Route;
	handler: CheckedHandler;
	readBody: ReadBody;
	/** Aborted once the daemon stops. */
	closing: AbortSignal;
}

/** Aborted when the connection closes before the answer is complete, or the daemon stops. */
function signalOf(response: Response, closing: AbortSignal): AbortSignal {
	const controller = new AbortController();
	const abort = () => controller.abort();
	if (closing.aborted) abort();
	closing.addEventListener('abort', abort);
	response.once('close', () => {
		closing.removeEventListener('abort', abort);
		if (!response.writableFinished) abort();
	});
	return controller.signal;
}

/** Routes without a caller take none: a key is somebody's. */
function keyOf(request: Request, route: Route, caller: Caller | null): string | null | undefined {
	if (!route.idempotent || !caller) return undefined;
	return idempotencyKeyOf(request.get('Idempotency-Key'), caller);
}

async function send(answer: RouteAnswer, request: Request, response: Response): Promise<void> {
	if ('respond' in answer) return answer.respond(response, request);
	response.status(answer.status).set(answer.headers ?? {});
	if (answer.body === undefined) response.end();
	else response.json(answer.body);
}

/**
 * Serves one route: access, then path, query and key, then the body, then the handler. The body of a
 * caller who may not call is never read; a file that the handler left is gone before the answer.
 */
export const serveRoute = (options: ServeOptions): RequestHandler => {
	const { route, handler, readBody, closing } = options;
	const handle = async (checked: RouteRequest<RouteName>): Promise<RouteAnswer> => {
		try {
			return await handler(checked);
		} finally {
			await discardFile(checked.file);
		}
	};
	return async (request, response) => {
		const signal = signalOf(response, closing);
		const caller = admit(request, route, options);
		const params = parsePart('path', route.params, request.params);
		const query = parsePart('query', route.query, request.query);
		const idempotencyKey = keyOf(request, route, caller);
		const requestBody: RequestBody = await readBody(request, response, route);
		const checked = {
			...{ ...requestBody, params, query, caller, idempotencyKey, signal },
			header: (name: string) => request.get(name),
			requestId: requestIdOf(response),
		} as RouteRequest<RouteName>;
		await send(await handle(checked), request, response);
	};
};
