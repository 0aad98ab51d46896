import type { Request, RequestHandler, Response } from 'express';

const asError = (error: unknown): Error =>
	error instanceof Error ? error : new Error(String(error));

/** Runs a middleware that reads a body, as a promise. */
export const runParser = (
	parser: RequestHandler,
	request: Request,
	response: Response,
): Promise<void> =>
	new Promise((resolve, reject) => {
		void parser(request, response, (error?: unknown) =>
			error ? reject(asError(error)) : resolve(),
		);
	});
