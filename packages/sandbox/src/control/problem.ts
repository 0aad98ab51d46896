import type { ErrorRequestHandler, Response } from 'express';
import { SANDBOX_ERRORS, SandboxError } from '../errors.js';

/** An error as the control API answers it, with content type application/problem+json. */
export interface Problem {
	readonly code: string;
	readonly title: string;
	readonly detail: string;
	readonly status: number;
}

export function toProblem(error: unknown): Problem {
	if (error instanceof SandboxError) {
		const { code, status, message: detail } = error;
		return { code, title: SANDBOX_ERRORS[code].title, detail, status };
	}
	const status = (error as { status?: number } | undefined)?.status ?? 500;
	if (status === 413) return problem('MEDIA_TOO_LARGE', 'The body of the request is too large.');
	if (status >= 400 && status < 500)
		return problem('INVALID_REQUEST', 'The body of the request is not valid JSON.');
	const detail = 'The sandbox failed at this request. Its log says more.';
	return { code: 'INTERNAL_ERROR', title: 'Internal error', detail, status: 500 };
}

export function sendProblem(response: Response, problemToSend: Problem): void {
	response.status(problemToSend.status).type('application/problem+json');
	response.send(JSON.stringify(problemToSend));
}

export function problemHandler(log: (error: unknown) => void): ErrorRequestHandler {
	return (error, _request, response, next) => {
		const found = toProblem(error);
		if (found.status === 500) log(error);
		if (response.headersSent) next(error);
		else sendProblem(response, found);
	};
}

function problem(code: keyof typeof SANDBOX_ERRORS, detail: string): Problem {
	const { status, title } = SANDBOX_ERRORS[code];
	return { code, title, detail, status };
}
