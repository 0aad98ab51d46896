import type { ErrorEntry, Me } from '@waypost/contract';
import { path } from './address.js';
import { Chats } from './chats.js';
import { Events } from './events.js';
import { Groups } from './groups.js';
import { Keys } from './keys.js';
import { Messages } from './messages.js';
import { Numbers } from './numbers.js';
import { Requester } from './request.js';
import { Sessions, type CallOptions } from './sessions.js';
import { WebhookEndpoints } from './webhook-endpoints.js';

export interface ClientOptions {
	/** Address of the daemon, such as `http://127.0.0.1:9297`. A path before the API is kept. */
	url: string;
	/** A key of the daemon; sent as `Authorization: Bearer`. */
	apiKey: string;
	/** What sends the requests, such as a wrapper that logs. Default: the global `fetch`. */
	fetch?: typeof fetch;
	/**
	 * Milliseconds a call may take. What a call asks the daemon to hold its answer for (`wait`,
	 * `timeout`) comes on top; an event stream has its own rule. Default: 30,000.
	 */
	timeoutMs?: number;
}

/** Meaning of an error code, from the daemon's catalogue. */
export type ErrorExplanation = ErrorEntry & { code: string };

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * A Waypost daemon. Holds no connection: nothing to close, except a stream by its signal. Calls are
 * never repeated by themselves; only `events.stream` reconnects.
 */
export class Waypost {
	readonly sessions: Sessions;
	readonly messages: Messages;
	readonly chats: Chats;
	readonly groups: Groups;
	readonly numbers: Numbers;
	readonly keys: Keys;
	readonly events: Events;
	readonly webhookEndpoints: WebhookEndpoints;
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
		this.sessions = new Sessions(requester);
		this.messages = new Messages(requester);
		this.chats = new Chats(requester);
		this.groups = new Groups(requester);
		this.numbers = new Numbers(requester);
		this.keys = new Keys(requester);
		this.events = new Events(requester);
		this.webhookEndpoints = new WebhookEndpoints(requester);
	}

	/** The address of the daemon, without a slash at its end. */
	get url(): string {
		return this.#requester.url;
	}

	/** What this key may do, and which daemon this is: its version, and `live` or `sandbox`. */
	me(options: CallOptions = {}): Promise<Me> {
		return this.#requester.json({ method: 'GET', path: '/v1/me', signal: options.signal });
	}

	/**
	 * Resolves when the daemon can take work.
	 *
	 * @throws NetworkError when it is not running; ApiError `STORAGE_UNAVAILABLE` or
	 *   `SHUTTING_DOWN` (503)
	 */
	health(options: CallOptions = {}): Promise<{ status: 'ok' }> {
		return this.#requester.json({ method: 'GET', path: '/health/ready', signal: options.signal });
	}

	/** What an error code means and what to do about it. */
	explainError(code: string, options: CallOptions = {}): Promise<ErrorExplanation> {
		return this.#requester.json({
			method: 'GET',
			path: path`/errors/${code}`,
			signal: options.signal,
		});
	}
}

/**
 * Makes a client of a daemon.
 *
 * @example
 * const waypost = createClient({ url: 'http://127.0.0.1:9297', apiKey: process.env.WAYPOST_API_KEY });
 * await waypost.messages.sendText('sales', '+49 170 0000001', 'Hello!');
 * @throws WaypostError `INVALID_URL`, `INVALID_API_KEY`
 */
export function createClient(options: ClientOptions): Waypost {
	return new Waypost(
		new Requester({
			url: options.url,
			apiKey: options.apiKey,
			// A browser's fetch refuses to be called as a method of something else.
			fetch: options.fetch ?? ((input, init) => fetch(input, init)),
			timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
		}),
	);
}
