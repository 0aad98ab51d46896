import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Response } from 'express';

/** Where `page/build.ts` puts the page: the same place for the sources and for `dist/control`. */
const PAGE = join(import.meta.dirname, '../../dist/page');

/** Nothing but the page's own files and what the sandbox answers: no inline scripts, no other hosts. */
const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self' data: blob:",
	"media-src 'self' blob:",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
].join('; ');

const NOT_BUILT = `The phone page has not been built. In the folder of the repository, run:

    npm run build

and load this page again. The control API works without it: GET /v1/info, GET /v1/phones.
`;

/**
 * The phone page: `/`, and its files under `/page`.
 *
 * @param folder - where the built page is.
 */
export function pageRoutes(folder = PAGE): Router {
	const router = Router();
	router.get('/', (_request, response) => {
		if (!existsSync(join(folder, 'index.html'))) {
			response.status(503).type('text/plain').send(NOT_BUILT);
			return;
		}
		protect(response);
		response.sendFile('index.html', { root: folder, cacheControl: false });
	});
	const setHeaders = (response: Response) => protect(response);
	router.use('/page', express.static(folder, { index: false, cacheControl: false, setHeaders }));
	return router;
}

function protect(response: Response): void {
	response.set({
		'content-security-policy': POLICY,
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'no-referrer',
		'cache-control': 'no-cache',
	});
}
