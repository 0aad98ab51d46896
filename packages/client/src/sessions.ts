import type {
	CreateSession,
	Link,
	Page,
	Session,
	SessionState,
	StartLink,
	Unlinked,
	UpdateSession,
} from '@waypost/contract';
import { path } from './address.js';
import { TimeoutError } from './errors.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';

/** Option of every call. */
export interface CallOptions {
	/** Ends the call early; it rejects with `signal.reason`. */
	signal?: AbortSignal;
}

export interface WaitOptions extends CallOptions {
	/** The state to wait for. Default: `connected`. */
	state?: SessionState;
	/** Seconds to wait in all. Default: 25. */
	timeout?: number;
}

/** Longest single wait asked of the daemon, in seconds: below the idle limits of usual proxies. */
const LONGEST_POLL = 25;

/** Seconds the daemon waits for the first code when `wait` is not given (contract, StartLink). */
const DEFAULT_LINK_WAIT = 20;

/** Seconds WhatsApp has to confirm an unlink (api.md: delete and unlink). */
const UNLINK_WAIT = 10;

/** The WhatsApp numbers of a daemon: create, link, watch, stop. */
export class Sessions {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Creates a session. It starts `unlinked`; link it next. Needs `sessions:manage`.
	 *
	 * `id` is made from the name or at random when absent; `autoStart` (default true) connects a
	 * linked session when the daemon starts.
	 *
	 * @example await waypost.sessions.create({ id: 'sales', name: 'Sales' });
	 * @throws ApiError `SESSION_ALREADY_EXISTS` (409), `SESSION_LIMIT_REACHED` (409)
	 */
	create(session: CreateSession = {}, options: CallOptions = {}): Promise<Session> {
		return this.#requester.json({
			method: 'POST',
			path: '/v1/sessions',
			body: session,
			signal: options.signal,
		});
	}

	/** One page of the sessions this key may use, by id. Needs `sessions:read`. */
	list(options: ListOptions = {}): Promise<Page<Session>> {
		const { signal, ...query } = options;
		return this.#requester.json({ method: 'GET', path: '/v1/sessions', query, signal });
	}

	/**
	 * Every session this key may use, page after page.
	 *
	 * @example for await (const session of waypost.sessions.listAll()) console.log(session.id);
	 */
	listAll(options: ListOptions = {}): AsyncGenerator<Session, void, undefined> {
		return rowsOf((page) => this.list(page), options);
	}

	/** One session. Needs `sessions:read`. @throws ApiError `SESSION_NOT_FOUND` (404) */
	get(sessionId: string, options: CallOptions = {}): Promise<Session> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}`,
			signal: options.signal,
		});
	}

	/**
	 * Changes the name, `autoStart`, or how fast it sends: what `pacing` does not name stays as it is,
	 * and null brings the defaults back. `pacing.risk` of the answer says what faster limits may cost.
	 * Needs `sessions:manage`.
	 *
	 * @example await waypost.sessions.update('sales', { pacing: { perMinute: 10 } });
	 */
	update(sessionId: string, change: UpdateSession, options: CallOptions = {}): Promise<Session> {
		return this.#requester.json({
			method: 'PATCH',
			path: path`/v1/sessions/${sessionId}`,
			body: change,
			signal: options.signal,
		});
	}

	/**
	 * Unlinks at WhatsApp, then forgets the session and its credentials; waiting messages end
	 * `cancelled`. With `unlinkedAtWhatsApp: false` everything is gone here all the same, and
	 * `detail` says what to do on the phone. Needs `sessions:manage`.
	 */
	delete(sessionId: string, options: CallOptions = {}): Promise<Unlinked> {
		return this.#requester.json({
			method: 'DELETE',
			path: path`/v1/sessions/${sessionId}`,
			signal: options.signal,
			hold: UNLINK_WAIT,
		});
	}

	/**
	 * Connects a linked session. Needs `sessions:manage`.
	 *
	 * @throws ApiError `SESSION_NOT_LINKED` (409)
	 */
	start(sessionId: string, options: CallOptions = {}): Promise<Session> {
		return this.#move(sessionId, 'start', options);
	}

	/** Disconnects and keeps the credentials. Needs `sessions:manage`. */
	stop(sessionId: string, options: CallOptions = {}): Promise<Session> {
		return this.#move(sessionId, 'stop', options);
	}

	/** Unlinks at WhatsApp and forgets the credentials; the session stays, to be linked again. */
	unlink(sessionId: string, options: CallOptions = {}): Promise<Unlinked> {
		return this.#move(sessionId, 'unlink', options, UNLINK_WAIT);
	}

	/**
	 * Starts to link a phone: answers with the first QR code or pairing code, or with the reason
	 * there is none. Needs `sessions:link`.
	 *
	 * `method` is `qr` (default) or `code`, which needs `phoneNumber`; `wait` is how many seconds to
	 * wait for the first code (default 20, at most 60).
	 *
	 * @example
	 * const { url } = await waypost.sessions.link('sales'); // page to open beside the phone
	 * const { pairingCode } = await waypost.sessions.link('sales', { method: 'code', phoneNumber: '+49 170 0000001' });
	 * @throws ApiError `SESSION_ALREADY_LINKED` (409), `SESSION_NOT_FOUND` (404)
	 */
	link(sessionId: string, link: StartLink = {}, options: CallOptions = {}): Promise<Link> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/link`,
			body: link,
			signal: options.signal,
			hold: Number(link.wait ?? DEFAULT_LINK_WAIT),
		});
	}

	/** The code shown now, and how linking stands. Needs `sessions:link`. */
	getLink(sessionId: string, options: CallOptions = {}): Promise<Link> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/link`,
			signal: options.signal,
		});
	}

	/** The QR code shown now, as the bytes of a PNG. Needs `sessions:link`. */
	getQrPng(sessionId: string, options: CallOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
		return this.#requester.bytes({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/link`,
			headers: { accept: 'image/png' },
			signal: options.signal,
		});
	}

	/**
	 * Waits until the session reaches a state, however long: one long poll after the other. Needs
	 * `sessions:read`.
	 *
	 * @example await waypost.sessions.wait('sales', { state: 'connected', timeout: 120 });
	 * @throws TimeoutError when the time is over; its message names the state and the reason
	 */
	async wait(sessionId: string, options: WaitOptions = {}): Promise<Session> {
		const { state = 'connected', timeout = 25, signal } = options;
		const end = performance.now() + timeout * 1000;
		while (true) {
			const left = Math.max(0, (end - performance.now()) / 1000);
			const session = await this.#poll(sessionId, state, Math.min(left, LONGEST_POLL), signal);
			if (session.state === state) return session;
			if (performance.now() >= end) throw notReached(session, state, timeout);
		}
	}

	#poll(sessionId: string, state: SessionState, timeout: number, signal?: AbortSignal) {
		return this.#requester.json<Session>({
			method: 'GET',
			path: path`/v1/sessions/${sessionId}/wait`,
			query: { state, timeout: timeout.toFixed(3) },
			signal,
			hold: timeout,
		});
	}

	#move<T>(sessionId: string, verb: string, options: CallOptions, hold?: number): Promise<T> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/sessions/${sessionId}/${verb}`,
			signal: options.signal,
			hold,
		});
	}
}

function notReached(session: Session, state: SessionState, timeout: number): TimeoutError {
	const why = session.reason ? ` ${session.reason.sentence}` : '';
	return new TimeoutError(
		`Session "${session.id}" is ${session.state}, not ${state}, after ${timeout} seconds.${why}`,
	);
}
