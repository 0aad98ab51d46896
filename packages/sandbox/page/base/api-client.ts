/** A problem document (RFC 9457), as our servers answer a request that failed. */
interface Problem {
	readonly code?: string;
	readonly detail?: string;
	readonly title?: string;
}

/** A request that failed, with a sentence for a person. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly code: string;
	/** HTTP status; 0: there was no answer. */
	readonly status: number;

	constructor(message: string, code: string, status: number) {
		super(message);
		this.code = code;
		this.status = status;
	}
}

interface Page<T> {
	readonly data: readonly T[];
	readonly next: string | null;
}

const PAGE_SIZE = 1_000;

/** Speaks JSON with the server this page came from. Every call rejects with an ApiError. */
export class ApiClient {
	get<T>(path: string): Promise<T> {
		return this.#call<T>('GET', path);
	}

	post<T = void>(path: string, body: unknown = {}): Promise<T> {
		return this.#call<T>('POST', path, body);
	}

	patch<T = void>(path: string, body: unknown): Promise<T> {
		return this.#call<T>('PATCH', path, body);
	}

	delete(path: string): Promise<void> {
		return this.#call<void>('DELETE', path);
	}

	/** All pages of a list. */
	async list<T>(path: string): Promise<T[]> {
		const found: T[] = [];
		const joint = path.includes('?') ? '&' : '?';
		for (let after: string | null = '0'; after !== null; ) {
			const page: Page<T> = await this.get(`${path}${joint}limit=${PAGE_SIZE}&after=${after}`);
			found.push(...page.data);
			after = page.next;
		}
		return found;
	}

	async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(path, {
			method,
			...(body !== undefined && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
		}).catch(() => {
			throw new ApiError('The server does not answer. Is it still running?', 'NO_ANSWER', 0);
		});
		if (!response.ok) throw await toError(response);
		return (response.status === 204 ? undefined : await response.json()) as T;
	}
}

async function toError(response: Response): Promise<ApiError> {
	const problem = (await response.json().catch(() => ({}))) as Problem;
	const sentence = problem.detail ?? problem.title ?? `The server answered ${response.status}.`;
	return new ApiError(sentence, problem.code ?? 'UNKNOWN', response.status);
}

/** The sentence of a failure, whatever was thrown. */
export function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
