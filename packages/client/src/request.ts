import { formatQuery, parseBaseUrl, type Query } from './address.js';
import { startDeadline, type Deadline } from './deadline.js';
import { NetworkError, TimeoutError, WaypostError } from './errors.js';
import { errorOf, unreadableAnswer } from './problem.js';

/** One call of the API. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Starts with a slash; made by `path`. */
	path: string;
	query?: Query;
	/** Sent as JSON, or as multipart/form-data when it is a FormData. */
	body?: object | undefined;
	headers?: Record<string, string | undefined>;
	signal?: AbortSignal | undefined;
	/** Seconds the daemon was asked to hold its answer; they come on top of the time-out. */
	hold?: number | undefined;
}

export interface RequesterOptions {
	url: string;
	apiKey: string;
	fetch: typeof fetch;
	timeoutMs: number;
}

/**
 * Sends requests to one daemon, and turns everything that can go wrong into the errors of
 * `errors.ts`. Never repeats a request by itself.
 */
export class Requester {
	/** The address of the daemon, without a slash at its end. */
	readonly url: string;
	readonly #apiKey: string;
	readonly #fetch: typeof fetch;
	readonly #timeoutMs: number;

	constructor(options: RequesterOptions) {
		this.url = parseBaseUrl(options.url);
		this.#apiKey = checkApiKey(options.apiKey);
		this.#fetch = options.fetch;
		this.#timeoutMs = options.timeoutMs;
	}

	/** The parsed body of a success. The time-out covers the whole answer. */
	json<T>(request: ApiRequest): Promise<T> {
		return this.#read(request, (response) => this.#parse<T>(response));
	}

	/** The bytes of a success. The time-out covers the whole answer. */
	bytes(request: ApiRequest): Promise<Uint8Array<ArrayBuffer>> {
		return this.#read(request, async (response) => new Uint8Array(await response.arrayBuffer()));
	}

	/** A success without a body. */
	async nothing(request: ApiRequest): Promise<void> {
		await this.#read(request, (response) => response.arrayBuffer());
	}

	/**
	 * A success whose body is still to be read, for streams. The time-out covers the time until the
	 * answer begins; after that only the caller's signal ends it.
	 */
	async open(request: ApiRequest): Promise<Response> {
		const deadline = this.#startDeadline(request);
		try {
			return await this.#exchange(request, deadline);
		} finally {
			deadline.lift();
		}
	}

	async #read<T>(request: ApiRequest, read: (response: Response) => Promise<T>): Promise<T> {
		const deadline = this.#startDeadline(request);
		try {
			const response = await this.#exchange(request, deadline);
			return await read(response).catch((error: unknown) => {
				throw this.#translate(error, request, deadline, 'broke');
			});
		} finally {
			deadline.lift();
		}
	}

	async #exchange(request: ApiRequest, deadline: Deadline): Promise<Response> {
		let response: Response;
		try {
			response = await this.#send(request, deadline.signal);
		} catch (error) {
			throw this.#translate(error, request, deadline, 'unreachable');
		}
		if (response.ok) return response;
		throw await errorOf(response, this.url).catch((error: unknown) =>
			this.#translate(error, request, deadline, 'broke'),
		);
	}

	#send(request: ApiRequest, signal: AbortSignal): Promise<Response> {
		const { body } = request;
		const headers = new Headers({ accept: 'application/json' });
		headers.set('authorization', `Bearer ${this.#apiKey}`);
		for (const [name, value] of Object.entries(request.headers ?? {})) {
			if (value !== undefined) headers.set(name, value);
		}
		if (body && !(body instanceof FormData)) headers.set('content-type', 'application/json');
		return this.#fetch(this.url + request.path + formatQuery(request.query), {
			method: request.method,
			headers,
			body: body && !(body instanceof FormData) ? JSON.stringify(body) : (body ?? null),
			signal,
			redirect: 'manual',
			cache: 'no-store',
			credentials: 'omit',
		});
	}

	async #parse<T>(response: Response): Promise<T> {
		const text = await response.text();
		try {
			return JSON.parse(text) as T;
		} catch {
			throw unreadableAnswer(response, text, this.url);
		}
	}

	#startDeadline(request: ApiRequest): Deadline {
		return startDeadline(this.#timeoutMs + (request.hold ?? 0) * 1000, request.signal);
	}

	/** What to throw for a failed fetch: the caller's own reason, a time-out, or a network error. */
	#translate(
		error: unknown,
		request: ApiRequest,
		deadline: Deadline,
		what: 'unreachable' | 'broke',
	): unknown {
		if (error instanceof WaypostError) return error;
		if (request.signal?.aborted) return request.signal.reason;
		const call = `${request.method} ${request.path}`;
		if (deadline.hasPassed()) {
			const seconds = this.#timeoutMs / 1000 + (request.hold ?? 0);
			return new TimeoutError(
				`The Waypost daemon at ${this.url} did not answer ${call} within ${seconds} seconds.`,
				{ cause: error },
			);
		}
		const text =
			what === 'unreachable'
				? `Cannot reach the Waypost daemon at ${this.url} (${causeOf(error)}). ` +
					'Is the daemon running? Start it with `waypost start`, or correct the url.'
				: `The connection to the Waypost daemon at ${this.url} broke during ${call} (${causeOf(error)}).`;
		return new NetworkError(this.url, text, { cause: error });
	}
}

/**
 * The system's word for the failure: `fetch` of Node keeps it in `cause.code`. Looked at by shape,
 * since an error of another realm is no `instanceof Error`.
 */
function causeOf(error: unknown): string {
	const { cause = error } = error as { cause?: unknown };
	const { code, message } = cause as { code?: unknown; message?: unknown };
	return String(code ?? message ?? cause);
}

/** Refuses what no header can carry, without repeating the key. */
function checkApiKey(apiKey: string): string {
	if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
	throw new WaypostError(
		'INVALID_API_KEY',
		apiKey === ''
			? 'The apiKey is empty. Pass a key of the daemon.'
			: 'The apiKey holds spaces, line breaks or characters that no key has. Copy it again.',
	);
}
