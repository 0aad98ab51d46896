import type { ApiKey, CreateApiKey, CreatedApiKey, Page } from '@waypost/contract';
import { path } from './address.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

export interface RotateOptions extends CallOptions {
	/** Seconds for which the old key stays valid, 0 to 604,800. Default: 86,400, a day. */
	grace?: number;
}

/** The API keys of a daemon. All of it needs `keys:manage`. */
export class Keys {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Creates a key; `key` in the answer is shown this one time. Give either a `preset` (`sender`,
	 * `automation`, `reader`, `operator`, `admin`) or `scopes`; `sessions` limits it (default: all).
	 *
	 * @example
	 * const { key } = await waypost.keys.create({ name: 'n8n', preset: 'automation', sessions: ['sales'] });
	 */
	create(key: CreateApiKey, options: CallOptions = {}): Promise<CreatedApiKey> {
		return this.#requester.json({
			method: 'POST',
			path: '/v1/keys',
			body: key,
			signal: options.signal,
		});
	}

	/** One page of the keys, without the keys themselves. */
	list(options: ListOptions = {}): Promise<Page<ApiKey>> {
		const { signal, ...query } = options;
		return this.#requester.json({ method: 'GET', path: '/v1/keys', query, signal });
	}

	/** Every key, page after page. */
	listAll(options: ListOptions = {}): AsyncGenerator<ApiKey, void, undefined> {
		return rowsOf((page) => this.list(page), options);
	}

	/** One key. @throws ApiError `KEY_NOT_FOUND` (404) */
	get(keyId: string, options: CallOptions = {}): Promise<ApiKey> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/keys/${keyId}`,
			signal: options.signal,
		});
	}

	/** Revokes a key at once; event streams opened with it are cut. */
	delete(keyId: string, options: CallOptions = {}): Promise<void> {
		return this.#requester.nothing({
			method: 'DELETE',
			path: path`/v1/keys/${keyId}`,
			signal: options.signal,
		});
	}

	/** Makes a new secret for a key, shown this one time; the old one stays valid for `grace`. */
	rotate(keyId: string, options: RotateOptions = {}): Promise<CreatedApiKey> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/keys/${keyId}/rotate`,
			query: { grace: options.grace },
			signal: options.signal,
		});
	}
}
