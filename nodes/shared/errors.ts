import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { INode, JsonObject } from 'n8n-workflow';
import { BLOCKED_BY_N8N, CONNECTION_TEXTS, NOT_WAYPOST, UNREACHABLE } from './connection-texts';
import { ERROR_TEXTS, type ErrorText } from './error-texts';
import type { Message, Problem } from './waypost-types';

/** An error of n8n that has the title and the description it is given, and carries Waypost's code. */
function apiError(
	node: INode,
	{ title, description, code, httpCode }: Shown,
	response: JsonObject,
	itemIndex?: number,
): NodeApiError {
	const error = new NodeApiError(node, response, {
		message: title,
		...(httpCode !== undefined && { httpCode: String(httpCode) }),
		...(itemIndex !== undefined && { itemIndex }),
	});
	// Set afterwards: n8n replaces what it is given by its own words for some statuses and codes.
	error.message = title;
	error.description = description;
	error.context = { ...error.context, ...(code !== null && { waypostCode: code }) };
	return error;
}

interface Shown {
	title: string;
	description: string;
	/** Null for what did not come from a call. */
	code: string | null;
	httpCode?: number;
}

/** Whether an answer is the daemon's account of what went wrong (RFC 9457). */
export function isProblem(body: unknown): body is Problem {
	const problem = body as Partial<Problem> | null;
	return typeof problem?.code === 'string' && typeof problem.detail === 'string';
}

/** What the daemon refused, for a person. */
export function problemError(node: INode, problem: Problem, itemIndex?: number): NodeApiError {
	const text = ERROR_TEXTS[problem.code];
	// Where the daemon says no more than the code does in general, our words are enough.
	const detail = text && problem.detail.startsWith(problem.title) ? '' : problem.detail;
	const fields = problem.errors.map(
		({ path, message }) => `${path.replace(/^\//, '')}: ${message}`,
	);
	return apiError(
		node,
		{
			title: text?.title ?? withoutStop(problem.title),
			description: join(detail, ...fields, text?.todo),
			code: problem.code,
			httpCode: problem.status,
		},
		problem as unknown as JsonObject,
		itemIndex,
	);
}

/** A message that was accepted and then could not be sent. It must not look like a success. */
export function failedMessageError(
	node: INode,
	message: Message,
	itemIndex?: number,
): NodeApiError {
	const { code, detail } = message.error ?? { code: 'MESSAGE_REJECTED', detail: '' };
	const text = ERROR_TEXTS[code];
	return apiError(
		node,
		{
			title: text?.title ?? 'The message was not sent',
			description: join(detail, text?.todo),
			code,
		},
		{ messageId: message.id, waypostCode: code, detail },
		itemIndex,
	);
}

/** A message that somebody cancelled while it waited: nothing was sent. */
export function cancelledMessageError(
	node: INode,
	{ id }: Message,
	itemIndex?: number,
): NodeApiError {
	return apiError(
		node,
		{
			title: 'The message was cancelled before it was sent',
			description: 'Somebody cancelled it at Waypost while it waited. Run it again to send it.',
			code: 'CANCELLED',
		},
		{ messageId: id },
		itemIndex,
	);
}

/** The daemon could not be called, or something else answered in its place. */
export function connectionError(node: INode, cause: unknown, itemIndex?: number): NodeApiError {
	return textError(node, connectionTextOf(cause), { code: 'UNREACHABLE', cause }, itemIndex);
}

/** Why a call did not reach the daemon. @param cause - what n8n threw. */
export function connectionTextOf(cause: unknown): ErrorText {
	const chain = causesOf(cause);
	if (chain.some(isBlockedByN8n)) return BLOCKED_BY_N8N;
	return (
		chain
			.flatMap(codesOf)
			.map((code) => CONNECTION_TEXTS[code])
			.find(Boolean) ?? UNREACHABLE
	);
}

/** An answer that no daemon gives. */
export function strangerError(node: INode, httpCode: number, itemIndex?: number): NodeApiError {
	return textError(node, NOT_WAYPOST, { code: 'NOT_WAYPOST', httpCode }, itemIndex);
}

/** What did not work out after the main thing was done: the title says that it was done. */
export function afterwardsError(
	node: INode,
	title: string,
	cause: unknown,
	itemIndex?: number,
): NodeApiError {
	const { message, description } = cause as Error & { description?: string | null };
	return apiError(
		node,
		{
			title,
			description: join(`${withoutStop(message)}.`, description ?? undefined),
			code: waypostCodeOf(cause),
		},
		{ message },
		itemIndex,
	);
}

/** What the user has to change in this node: no call was made. */
export function parameterError(
	node: INode,
	title: string,
	description: string,
	itemIndex?: number,
): NodeOperationError {
	return new NodeOperationError(node, title, {
		description,
		...(itemIndex !== undefined && { itemIndex }),
	});
}

/** The code to branch on, such as `SESSION_NOT_LINKED`; null for what did not come from the daemon. */
export function waypostCodeOf(error: unknown): string | null {
	const code = error instanceof NodeApiError ? error.context['waypostCode'] : undefined;
	return typeof code === 'string' ? code : null;
}

function textError(
	node: INode,
	{ title, todo }: ErrorText,
	{ code, httpCode, cause }: { code: string; httpCode?: number; cause?: unknown },
	itemIndex?: number,
): NodeApiError {
	return apiError(
		node,
		{ title, description: todo, code, ...(httpCode !== undefined && { httpCode }) },
		// Not named `code`: n8n would show it before the title.
		{ waypostCode: code, message: cause instanceof Error ? cause.message : title },
		itemIndex,
	);
}

/** n8n wraps what axios throws, axios what Node.js throws. */
function causesOf(error: unknown): object[] {
	const chain: object[] = [];
	for (let at = error; typeof at === 'object' && at !== null && chain.length < 8; ) {
		chain.push(at);
		at = (at as { cause?: unknown }).cause;
	}
	return chain;
}

/** n8n puts the code of an error that it wraps into `httpCode`, now and then without its cause. */
const codesOf = (error: object): string[] => {
	const { code, httpCode } = error as { code?: unknown; httpCode?: unknown };
	return [code, httpCode].filter((known) => typeof known === 'string');
};

const isBlockedByN8n = (error: object): boolean =>
	String((error as { name?: unknown }).name).startsWith('SsrfBlocked');

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

const SENTENCE_END = /(?<=\.) (?=[A-Z])/;

/** One paragraph. What was said already, as by the daemon, is not said again. */
function join(...texts: (string | undefined)[]): string {
	let said = '';
	for (const sentence of texts.flatMap((text) => text?.split(SENTENCE_END) ?? [])) {
		if (!said.includes(sentence)) said = said === '' ? sentence : `${said} ${sentence}`;
	}
	return said;
}
