import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';
import { connectionError, isProblem, problemError, strangerError } from './errors';

/** Every function of a node that may call the daemon. */
export type Caller = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

export interface WaypostRequest {
	method: IHttpRequestMethods;
	/** With its leading slash. Parts that come from users go through `encodeURIComponent`. */
	path: string;
	query?: IDataObject;
	/** Sent as JSON, unless `contentType` says what it is. */
	body?: unknown;
	/** For a body that is bytes or a stream. */
	contentType?: string;
	headers?: Record<string, string>;
	/** What the answer shall be: JSON unless said otherwise. */
	as?: 'json' | 'buffer';
	/** Milliseconds; 30,000 unless said otherwise. */
	timeout?: number;
	/** The item it is about, for the words of an error. */
	itemIndex?: number;
}

interface WaypostCredential {
	baseUrl: string;
	allowSelfSigned?: boolean;
}

const TIMEOUT_MS = 30_000;

/**
 * Calls the daemon with the node's credential.
 *
 * @throws NodeApiError that says what happened and what to do; `waypostCodeOf` reads its code.
 */
export async function requestWaypost<T>(caller: Caller, request: WaypostRequest): Promise<T> {
	const { statusCode, body } = await send(caller, request);
	if (statusCode >= 200 && statusCode < 300) {
		if (request.as === 'buffer' || statusCode === 204) return body as T;
		if (typeof body === 'object' && body !== null) return body as T;
	}
	const problem = toJson(body);
	if (isProblem(problem)) throw problemError(caller.getNode(), problem, request.itemIndex);
	throw strangerError(caller.getNode(), statusCode, request.itemIndex);
}

async function send(caller: Caller, request: WaypostRequest): Promise<IN8nHttpFullResponse> {
	const { baseUrl, allowSelfSigned = false } =
		await caller.getCredentials<WaypostCredential>('waypostApi');
	try {
		return (await caller.helpers.httpRequestWithAuthentication.call(caller, 'waypostApi', {
			...toOptions(request),
			url: `${baseUrl.trim().replace(/\/+$/, '')}${request.path}`,
			skipSslCertificateValidation: allowSelfSigned,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		throw connectionError(caller.getNode(), error, request.itemIndex);
	}
}

function toOptions(request: WaypostRequest): Omit<IHttpRequestOptions, 'url'> {
	const { method, query, body, contentType, headers, as = 'json', timeout = TIMEOUT_MS } = request;
	return {
		method,
		returnFullResponse: true,
		// The daemon says in words what it refused: see `problemError`.
		ignoreHttpStatusErrors: true,
		timeout,
		headers: { ...headers, ...(contentType !== undefined && { 'content-type': contentType }) },
		json: contentType === undefined && as === 'json',
		...(query && { qs: query }),
		...(body !== undefined && { body: body as IDataObject }),
		...(as === 'buffer' && { encoding: 'arraybuffer' }),
	};
}

/** An answer that was not asked for as JSON comes as text or bytes. */
function toJson(body: unknown): unknown {
	if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
	try {
		return JSON.parse(body.toString()) as unknown;
	} catch {
		return null;
	}
}
