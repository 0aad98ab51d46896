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
import type { List } from './waypost-types';

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
	as?: 'json' | 'stream';
	/** Milliseconds; 30,000 unless said otherwise. */
	timeout?: number;
	/** Ends the call when the execution is cancelled. */
	signal?: AbortSignal | undefined;
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
		if (statusCode === 204) return body as T;
		if (typeof body === 'object' && body !== null) return body as T;
	}
	const problem = toJson(request.as === 'stream' ? await readAll(body) : body);
	if (isProblem(problem)) throw problemError(caller.getNode(), problem, request.itemIndex);
	throw strangerError(caller.getNode(), statusCode, request.itemIndex);
}

/** One page of a list, for a list in the editor. */
export async function requestPage<T>(
	caller: Caller,
	path: string,
	after: string | undefined,
): Promise<List<T>> {
	const page = await requestWaypost<Partial<List<T>>>(caller, {
		method: 'GET',
		path,
		query: { ...(after !== undefined && { after }) },
	});
	if (!Array.isArray(page.data)) throw strangerError(caller.getNode(), 200);
	return { data: page.data, next: page.next ?? null };
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
	const {
		method,
		query,
		body,
		contentType,
		headers,
		as = 'json',
		timeout = TIMEOUT_MS,
		signal,
	} = request;
	return {
		method,
		returnFullResponse: true,
		// The daemon says in words what it refused: see `problemError`.
		ignoreHttpStatusErrors: true,
		timeout,
		headers: { ...headers, ...(contentType !== undefined && { 'content-type': contentType }) },
		json: contentType === undefined && as === 'json',
		// The daemon redirects nobody. n8n would take the API key along to wherever it leads, and keep all
		// that is sent in memory to be able to send it again.
		disableFollowRedirect: true,
		...(signal && { abortSignal: signal }),
		...(query && { qs: query }),
		...(body !== undefined && { body: body as IDataObject }),
		...(as === 'stream' && { encoding: 'stream' }),
	};
}

async function readAll(stream: unknown): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
	return Buffer.concat(chunks);
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
