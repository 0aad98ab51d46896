import type { Problem } from '@waypost/contract';
import { ApiError } from './errors.js';

/** Statuses after which the same request may succeed later (RFC 9110 §15, RFC 6585 §4). */
const RETRYABLE_STATUSES = new Set([408, 425, 429, 502, 503, 504, 507]);

/** How much of a foreign error page is repeated, in characters. */
const EXCERPT_LENGTH = 120;

/** Turns an answer that is not a success into the error to throw. Reads the body. */
export async function errorOf(response: Response, url: string): Promise<ApiError> {
	if (isRedirect(response)) return redirectError(response, url);
	const text = await response.text();
	const problem = parseProblem(text);
	return problem ? problemError(problem, response) : foreignError(text, response, url);
}

/** The error for a success that is not what this API answers, such as a login page. */
export function unreadableAnswer(response: Response, text: string, url: string): ApiError {
	return foreignError(text, response, url);
}

function problemError(problem: Problem, response: Response): ApiError {
	return new ApiError({
		code: problem.code,
		status: response.status,
		title: problem.title,
		detail: problem.detail,
		retryable: problem.retryable,
		requestId: problem.requestId,
		retryAfter: retryAfterOf(response),
		errors: problem.errors,
		problem,
	});
}

function foreignError(text: string, response: Response, url: string): ApiError {
	const excerpt = plainText(text).slice(0, EXCERPT_LENGTH);
	return new ApiError({
		code: 'SERVER_ERROR',
		status: response.status,
		title: 'The answer did not come from Waypost.',
		detail:
			`${url} answered with HTTP ${response.status}` +
			(excerpt === '' ? ' and no text.' : `: "${excerpt}".`) +
			' Probably a proxy or another program answers at this address:' +
			' check the url, and that the daemon behind it is running.',
		retryable: RETRYABLE_STATUSES.has(response.status),
		requestId: response.headers.get('x-request-id'),
		retryAfter: retryAfterOf(response),
		errors: [],
		problem: null,
	});
}

/**
 * Redirects are not followed: a redirected POST becomes a GET (Fetch Standard, HTTP-redirect
 * fetch), and a send that turns into a list is worse than an error.
 */
function redirectError(response: Response, url: string): ApiError {
	const target = response.headers.get('location');
	return new ApiError({
		code: 'SERVER_ERROR',
		status: response.status,
		title: 'The answer is a redirect.',
		detail: `${url} points elsewhere${target ? ` (${target})` : ''}. Use the final address as the url.`,
		retryable: false,
		requestId: null,
		retryAfter: null,
		errors: [],
		problem: null,
	});
}

const isRedirect = (response: Response) =>
	response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);

/** A problem of Waypost, with the members an older or newer daemon might leave out filled in. */
function parseProblem(text: string): Problem | null {
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof body !== 'object' || body === null) return null;
	const problem = body as Partial<Problem>;
	if (typeof problem.code !== 'string' || typeof problem.title !== 'string') return null;
	return { detail: '', retryable: false, requestId: '', errors: [], ...problem } as Problem;
}

/** Seconds, from either form of Retry-After (RFC 9110 §10.2.3). */
function retryAfterOf(response: Response): number | null {
	const value = response.headers.get('retry-after');
	if (value === null || value.trim() === '') return null;
	const seconds = Number(value);
	if (Number.isFinite(seconds)) return Math.max(0, seconds);
	const date = Date.parse(value);
	return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

/** The words of an error page: no tags, no styles, no runs of white space. */
const plainText = (page: string) =>
	page
		.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
