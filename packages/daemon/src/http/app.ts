import { ROUTES, type Route, type RouteName } from '@waypost/contract';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import { createIds } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Authenticate, RedeemTicket } from './admit.js';
import { createBodyReader } from './body.js';
import { FailedAuthLimiter } from './failed-auth-limiter.js';
import { guardHost } from './host-guard.js';
import { guardOrigin } from './origin-guard.js';
import { answerProblems } from './problem.js';
import { nameRequests, requestIdOf } from './request-id.js';
import type { Handlers } from './route.js';
import { serveRoute } from './serve-route.js';

export interface AppOptions {
	handlers: Handlers;
	authenticate: Authenticate;
	redeemTicket: RedeemTicket;
	config: Pick<Config, 'host' | 'dataDir' | 'publicUrl' | 'allowedHosts' | 'allowedOrigins'>;
	logger: Logger;
	/**
	 * Aborted once the daemon stops: new requests are refused with SHUTTING_DOWN, and those that wait
	 * for something answer with what there is.
	 */
	closing: AbortSignal;
	/** Largest `file` part in bytes; 100 MiB by default. */
	maxFileSize?: number;
	clock?: Clock;
}

/** Nothing may be embedded, cached or run. A page that needs more sets its own policy. */
const securityHeaders: RequestHandler[] = [
	helmet({
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				'default-src': ["'none'"],
				'frame-ancestors': ["'none'"],
				'base-uri': ["'none'"],
				'form-action': ["'none'"],
			},
		},
		// TLS is not ours: a proxy in front of the daemon decides.
		strictTransportSecurity: false,
		xFrameOptions: { action: 'deny' },
	}),
	(_request, response, next) => {
		response.set('Cache-Control', 'no-store');
		next();
	},
];

/** Express decodes only the parts that a route names; a broken rest is refused as well. */
const guardPath: RequestHandler = (request, _response, next) => {
	try {
		decodeURIComponent(request.path);
	} catch (error) {
		throw new WaypostError(
			'INVALID_REQUEST',
			'The path of the request is not valid URL encoding.',
			{
				cause: error,
			},
		);
	}
	next();
};

/** While stopping, only the probes still answer. */
const guardClosing =
	(closing: AbortSignal): RequestHandler =>
	(request, _response, next) => {
		if (closing.aborted && !request.path.startsWith('/health/'))
			throw new WaypostError('SHUTTING_DOWN');
		next();
	};

/** One line per request. The path is left out: that of a link page is a secret. */
const logRequest =
	(logger: Logger, name: string): RequestHandler =>
	(request, response, next) => {
		const startedAt = performance.now();
		response.once('close', () => {
			const ms = Math.round(performance.now() - startedAt);
			const { method } = request;
			const requestId = requestIdOf(response);
			logger.debug({ requestId, route: name, method, status: response.statusCode, ms }, 'request');
		});
		next();
	};

/** The rows of the contract by path, in its order. */
function routesByPath(): Map<string, [RouteName, Route][]> {
	const byPath = new Map<string, [RouteName, Route][]>();
	for (const [name, route] of Object.entries<Route>(ROUTES) as [RouteName, Route][]) {
		byPath.set(route.path, [...(byPath.get(route.path) ?? []), [name, route]]);
	}
	return byPath;
}

function refuseMethod(rows: readonly [RouteName, Route][]): RequestHandler {
	const methods = rows.map(([, { method }]) => method.toUpperCase());
	const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
	return (request, response) => {
		response.set('Allow', allow);
		throw new WaypostError(
			'METHOD_NOT_ALLOWED',
			`This address takes ${allow}, not ${request.method}.`,
		);
	};
}

function registerRoutes(app: Express, options: AppOptions): void {
	const { authenticate, redeemTicket, handlers, logger, closing, clock = systemClock } = options;
	const limiter = new FailedAuthLimiter({ clock });
	const readBody = createBodyReader({
		dataDir: options.config.dataDir,
		...(options.maxFileSize !== undefined && { maxFileSize: options.maxFileSize }),
	});
	for (const [path, rows] of routesByPath()) {
		const at = app.route(path);
		for (const [name, route] of rows) {
			const handler = handlers[name];
			at[route.method](
				logRequest(logger, name),
				serveRoute({ route, handler, readBody, closing, authenticate, redeemTicket, limiter }),
			);
		}
		at.all(refuseMethod(rows));
	}
}

/**
 * The HTTP edge: exactly the routes of the contract, each behind the same checks. Makes the folder
 * `tmp` in the data folder, for uploads.
 */
export function createApp(options: AppOptions): Express {
	const app = express();
	app.disable('x-powered-by');
	app.set('etag', false);
	app.set('trust proxy', false);
	app.set('query parser', 'simple');
	app.set('case sensitive routing', true);
	app.use(nameRequests(createIds()), securityHeaders, guardHost(options.config), guardPath);
	app.use(guardOrigin(options.config), guardClosing(options.closing));
	registerRoutes(app, options);
	app.use((request) => {
		throw new WaypostError(
			'NOT_FOUND',
			`There is nothing at ${request.path.slice(0, 100)}. Check the path against /openapi.json.`,
		);
	});
	app.use(answerProblems(options.logger));
	return app;
}
