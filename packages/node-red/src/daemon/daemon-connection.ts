import {
	createClient,
	isApiError,
	type BackOff,
	type Session,
	type Waypost,
	type WaypostError,
	type WaypostEvent,
} from '@waypost/client';
import { EventFeed } from './event-feed.js';
import { MessageProgress } from './message-progress.js';
import { pause } from './pause.js';
import { SessionList } from './session-list.js';
import { fetchNoting } from './stream-position.js';

/** How the event stream stands. `refused`: the daemon says no, or the settings cannot be used. */
export type DaemonState = 'idle' | 'connecting' | 'connected' | 'disconnected' | 'refused';

/** What nodes show: the stream, why it is not open, and the sessions while they are known. */
export interface ConnectionView {
	state: DaemonState;
	error: WaypostError | null;
	sessions: ReadonlyMap<string, Session> | null;
}

/** A node that uses the connection. */
export interface ConnectionUser {
	/** Called at once and at each change. */
	onChange?: (view: ConnectionView) => void;
	/** Called for each event of every session, one at a time, in order; the next waits for it. */
	onEvent?: (event: WaypostEvent) => void | Promise<void>;
	/** Id of the last event that was handled before; without it the next event is the first. */
	after?: string | undefined;
	/** Called once when the next event is the first, with the id that it comes after. */
	onStart?: (position: string) => void;
}

export interface Registration {
	/** Id of the last event that was handled; undefined before that is known. */
	readonly position: string | undefined;
	/** Resolves when the event that is being handled is done; none comes afterwards. */
	close(): Promise<void>;
}

export interface DaemonConnectionOptions {
	url: string;
	apiKey: string;
	log: ConnectionLog;
	/** Waits between attempts; for tests. */
	backOff?: BackOff;
	/** Milliseconds before asking again after a no; for tests. */
	refusedDelayMs?: number;
}

/** What the log of Node-RED is told. */
export interface ConnectionLog {
	/** Once for each time the daemon goes away, not for each attempt. */
	lost(error: WaypostError): void;
	restored(): void;
	/** Events are gone from the log of the daemon that a node has not seen. */
	missed(): void;
	failed(error: unknown): void;
}

/** Until an answer begins: large files on slow lines take their time. */
const TRANSFER_TIMEOUT_MS = 15 * 60_000;
/** A wrong key is not tried often: the daemon locks out who does. */
const REFUSED_DELAY_MS = 60_000;

/**
 * What the nodes of one config node share: the client, one event stream that comes back by itself, the
 * sessions, and how far messages have come. The stream opens with the first user.
 */
export class DaemonConnection {
	readonly sessions: SessionList;
	readonly progress = new MessageProgress();
	readonly #options: DaemonConnectionOptions;
	readonly #stop = new AbortController();
	readonly #users = new Map<ConnectionUser, EventFeed | null>();
	readonly #client: Waypost | null;
	#transferClient: Waypost | null = null;
	#view: ConnectionView = { state: 'idle', error: null, sessions: null };
	#position: string | undefined;
	#nextAttempt: NodeJS.Timeout | undefined;
	#isAway = false;
	#streaming: Promise<void> | null = null;

	constructor(options: DaemonConnectionOptions) {
		this.#options = options;
		this.#client = this.#createClient();
		this.sessions = new SessionList(this.#client, this.#stop.signal, (sessions) =>
			this.#show({ ...this.#view, sessions }),
		);
	}

	/** @throws WaypostError `INVALID_URL`, `INVALID_API_KEY` when the settings cannot be used. */
	get client(): Waypost {
		if (this.#client) return this.#client;
		throw this.#view.error!;
	}

	/** The same for sending and fetching files. @throws WaypostError as `client` does. */
	get transferClient(): Waypost {
		return (this.#transferClient ??= this.#createClient(TRANSFER_TIMEOUT_MS)) ?? this.client;
	}

	get view(): ConnectionView {
		return this.#view;
	}

	register(user: ConnectionUser): Registration {
		const feed = user.onEvent ? this.#openFeed(user, user.onEvent) : null;
		this.#users.set(user, feed);
		if (this.#client && !this.#stop.signal.aborted) {
			this.#streaming ??= this.#stream(this.#client);
		}
		user.onChange?.(this.#view);
		return {
			get position() {
				return feed?.position;
			},
			close: async () => {
				this.#users.delete(user);
				await feed?.close();
			},
		};
	}

	/** Ends the stream and all that waits. May be called twice. */
	async close(): Promise<void> {
		this.#stop.abort();
		clearTimeout(this.#nextAttempt);
		this.progress.close();
		const feeds = [...this.#users.values()];
		this.#users.clear();
		await Promise.all([
			this.#streaming,
			this.sessions.close(),
			...feeds.map((feed) => feed?.close()),
		]);
	}

	#createClient(timeoutMs?: number): Waypost | null {
		const { url, apiKey } = this.#options;
		try {
			return createClient({
				url,
				apiKey,
				fetch: fetchNoting((id) => this.#onPosition(id)),
				...(timeoutMs !== undefined && { timeoutMs }),
			});
		} catch (error) {
			this.#view = { state: 'refused', error: error as WaypostError, sessions: null };
			return null;
		}
	}

	#openFeed({ after, onStart }: ConnectionUser, onEvent: NonNullable<ConnectionUser['onEvent']>) {
		const { log } = this.#options;
		const feed = new EventFeed({
			after,
			onEvent,
			onStart,
			onGap: () => log.missed(),
			onError: (error) => log.failed(error),
		});
		if (this.#position !== undefined) feed.open(this.client, this.#position);
		return feed;
	}

	/** Streams until closed. The client reconnects; what it takes for a no is asked again after a while. */
	async #stream(client: Waypost): Promise<void> {
		const { signal } = this.#stop;
		while (!signal.aborted) {
			this.#show({ ...this.#view, state: 'connecting' });
			try {
				await this.#readStream(client);
			} catch (error) {
				if (signal.aborted) return;
				await this.#afterRefusal(error as WaypostError);
			}
		}
	}

	async #readStream(client: Waypost): Promise<void> {
		const stream = client.events.stream({
			signal: this.#stop.signal,
			reconnect: this.#options.backOff ?? true,
			onOpen: () => this.#onOpen(),
			onReconnect: (cause, delayMs) => this.#onLost(cause, delayMs),
		});
		for await (const event of stream) this.#onEvent(event);
	}

	#onOpen(): void {
		clearTimeout(this.#nextAttempt);
		if (this.#isAway) this.#options.log.restored();
		this.#isAway = false;
		this.#show({ ...this.#view, state: 'connected', error: null });
		this.sessions.refresh();
	}

	/** A stream began with new events: feeds that stood elsewhere read what lies between. */
	#onPosition(eventId: string): void {
		this.#position = eventId;
		for (const feed of this.#users.values()) feed?.open(this.client, eventId);
	}

	#onEvent(event: WaypostEvent): void {
		this.#position = event.id;
		if (event.type === 'message.status') this.progress.note(event.data);
		if (event.type.startsWith('session.')) this.sessions.refresh();
		for (const feed of this.#users.values()) feed?.push(event);
	}

	#onLost(cause: WaypostError | null, delayMs: number): void {
		if (this.#stop.signal.aborted) return;
		// A daemon that ends the stream in good order comes back: said once it does not answer.
		if (cause && !this.#isAway) this.#options.log.lost(cause);
		this.#isAway ||= cause !== null;
		this.progress.release();
		this.#show({ state: 'disconnected', error: cause, sessions: null });
		this.#nextAttempt = setTimeout(
			() => this.#show({ ...this.#view, state: 'connecting' }),
			delayMs,
		);
	}

	async #afterRefusal(error: WaypostError): Promise<void> {
		if (this.#position !== undefined && isLostPlace(error)) {
			// It begins anew, and each feed reads on from its own place.
			this.#position = undefined;
			return;
		}
		if (!this.#isAway) this.#options.log.lost(error);
		this.#isAway = true;
		this.progress.release();
		this.#show({ state: 'refused', error, sessions: null });
		await pause(this.#options.refusedDelayMs ?? REFUSED_DELAY_MS, this.#stop.signal);
	}

	#show(view: ConnectionView): void {
		if (this.#stop.signal.aborted) return;
		this.#view = view;
		for (const user of this.#users.keys()) user.onChange?.(view);
	}
}

/** The daemon no longer knows the event that the stream was to go on after. */
const isLostPlace = (error: WaypostError): boolean =>
	isApiError(error) && ['EVENTS_EXPIRED', 'INVALID_REQUEST'].includes(error.code);
