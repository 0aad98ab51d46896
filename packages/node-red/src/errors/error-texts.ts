import type { ApiError, Message } from '@waypost/client';
import { translateIfKnown, type Translate } from '../translate.js';
import { isApiError, isTimeoutError, isWaypostError } from './client-errors.js';
import { failureOf, NodeError, type ErrorCause } from './node-error.js';

/** The texts of a code: `title` says what happened, `todo` what to do, `short` fits under a node. */
interface ErrorText {
	title: string | null;
	todo: string | null;
	short: string | null;
}

function textOf(code: string, translate: Translate): ErrorText {
	const part = (name: string) => translateIfKnown(translate, `errors.${code}.${name}`);
	return { title: part('title'), todo: part('todo'), short: part('short') };
}

/**
 * Codes of which the daemon's own sentence names what no general words can: the value, the limit, the
 * setting. Of all others it says what our texts say better, in the words of its API.
 */
const CASES: readonly string[] = [
	'INVALID_NUMBER',
	'INVALID_REQUEST',
	'FORBIDDEN',
	'RATE_LIMITED',
	'MISDIRECTED_REQUEST',
	'SESSION_LIMIT_REACHED',
	'QUEUE_FULL',
	'MESSAGE_NOT_FOUND',
	'PAYLOAD_TOO_LARGE',
	'MEDIA_INVALID',
	'MEDIA_PATH_INVALID',
	'URL_BLOCKED',
	'URL_FETCH_FAILED',
	'URL_FETCH_TIMEOUT',
];

/** What the daemon says of a failure. */
interface Said {
	code: string;
	/** In general. */
	title: string;
	/** Of this case; its general words where it knows no more. */
	detail: string;
	/** What is wrong with single values. */
	fields?: readonly string[];
}

/** Our words, and the daemon's where they say more; what was said already is not said again. */
function sentencesOf({ code, title, detail, fields = [] }: Said, translate: Translate): string {
	const ours = textOf(code, translate);
	const isGeneral = detail.startsWith(title);
	const saysMore = ours.title === null || (CASES.includes(code) && !isGeneral);
	const said = saysMore ? join(detail, ...fields.filter((field) => !detail.includes(field))) : '';
	const todo = ours.todo !== null && said.includes(ours.todo) ? null : ours.todo;
	return join(ours.title ?? (isGeneral ? null : title), said, todo);
}

/** Any failure as the error of a node, in words for people. */
export function toNodeError(error: unknown, translate: Translate): NodeError {
	if (error instanceof NodeError) return error;
	const code = codeOf(error);
	if (isApiError(error) && code === error.code) {
		const { title, detail } = error;
		const fields = error.errors.map(({ path, message }) => `${path}: ${message}`);
		const message = sentencesOf({ code, title, detail, fields }, translate);
		return new NodeError(code, message, apiCause(error));
	}
	const { title, todo } = textOf(code, translate);
	const message = error instanceof Error ? error.message : String(error);
	return new NodeError(code, title === null ? message : join(title, todo), {
		code,
		message,
		systemCode: systemCodeOf(error),
		retryable: isTimeoutError(error) || code === 'UNREACHABLE',
	});
}

/** Passes on a message, or throws when it ended without being sent. @throws NodeError */
export function assertNotFailed(message: Message, translate: Translate): Message {
	const failure = failureOf(message);
	if (failure === null) return message;
	const { code, detail, cause } = failure;
	const title = translate('errors.NOT_SENT.title');
	throw new NodeError(code, sentencesOf({ code, title, detail }, translate), cause);
}

/** What the user has to change in the node or in the message: nothing was sent. */
export function inputError(
	code: string,
	translate: Translate,
	values: Readonly<Record<string, string>> = {},
): NodeError {
	const message = join(
		translate(`errors.${code}.title`, values),
		translate(`errors.${code}.todo`, values),
	);
	return new NodeError(code, message, { code, retryable: false, ...values });
}

/** A few words, for under a node. */
export function shortTextOf(error: unknown, translate: Translate): string {
	const code = error instanceof NodeError ? error.code : codeOf(error);
	const { short, title } = textOf(code, translate);
	return short ?? title ?? code.toLowerCase().replaceAll('_', ' ');
}

/** The code to branch on; that of the daemon where it has answered. */
export function codeOf(error: unknown): string {
	if (isApiError(error)) return error.problem === null ? 'NOT_WAYPOST' : error.code;
	if (!isWaypostError(error)) return 'UNEXPECTED';
	if (error.code === 'INVALID_EVENT') return 'NOT_WAYPOST';
	if (error.code !== 'NETWORK_ERROR') return error.code;
	const systemCode = systemCodeOf(error);
	return (systemCode !== null && NETWORK_CODES[systemCode]) || 'UNREACHABLE';
}

/** Failures that need another step than starting the daemon. */
const NETWORK_CODES: Readonly<Record<string, string>> = {
	ENOTFOUND: 'UNKNOWN_HOST',
	EAI_AGAIN: 'UNKNOWN_HOST',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'CERTIFICATE_REFUSED',
	SELF_SIGNED_CERT_IN_CHAIN: 'CERTIFICATE_REFUSED',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CERTIFICATE_REFUSED',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'CERTIFICATE_REFUSED',
	CERT_HAS_EXPIRED: 'CERTIFICATE_REFUSED',
	ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_REFUSED',
	ERR_SSL_WRONG_VERSION_NUMBER: 'NO_HTTPS',
	ERR_SSL_PACKET_LENGTH_TOO_LONG: 'NO_HTTPS',
	EPROTO: 'NO_HTTPS',
};

/** The system's word, which `fetch` keeps deep inside. */
function systemCodeOf(error: unknown): string | null {
	for (let at = error, depth = 0; at && depth < 5; depth++) {
		const { code, cause } = at as { code?: unknown; cause?: unknown };
		if (at !== error && typeof code === 'string') return code;
		at = cause;
	}
	return null;
}

const apiCause = (error: ApiError): ErrorCause => ({
	code: error.code,
	status: error.status,
	title: error.title,
	detail: error.detail,
	errors: error.errors,
	retryable: error.retryable,
	retryAfter: error.retryAfter,
	requestId: error.requestId,
});

/** Sentences in one line, each with its stop. */
const join = (...sentences: (string | null)[]): string =>
	sentences
		.filter((sentence) => sentence !== null && sentence !== '')
		.map((sentence) => (/[.!?]$/.test(sentence!) ? sentence : `${sentence}.`))
		.join(' ');
