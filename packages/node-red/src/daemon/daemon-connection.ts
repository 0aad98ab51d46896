import {
	createClient,
	type Session,
	type Waypost,
	type WaypostError,
	type WaypostEvent,
} from '@waypost/client';
import { DaemonStream, type DaemonState, type StreamTimes } from './daemon-stream.js';
import { EventFeed } from './event-feed.js';
import { MessageProgress } from './message-progress.js';
import { SessionList } from './session-list.js';

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

export interface DaemonConnectionOptions extends StreamTimes {
	url: string;
	apiKey: string;
	log: ConnectionLog;
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
	readonly #stream: DaemonStream | null;
	#transferClient: Waypost | null = null;
	#view: ConnectionView = { state: 'idle', error: null, sessions: null };
	#streaming: Promise<void> | null = null;

	constructor(options: DaemonConnectionOptions) {
		this.#options = options;
		this.#client = this.#createClient();
		this.#stream = this.#client && this.#createStream(this.#client);
		this.sessions = new SessionList({
			client: this.#client,
			signal: this.#stop.signal,
			isConnected: () => this.#view.state === 'connected',
			onChange: (sessions) => this.#show({ ...this.#view, sessions }),
		});
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
		if (this.#stream && !this.#stop.signal.aborted) this.#streaming ??= this.#stream.run();
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
			return createClient({ url, apiKey, ...(timeoutMs !== undefined && { timeoutMs }) });
		} catch (error) {
			this.#view = { state: 'refused', error: error as WaypostError, sessions: null };
			return null;
		}
	}

	#createStream(client: Waypost): DaemonStream {
		const { log, ...times } = this.#options;
		return new DaemonStream({
			...times,
			client,
			signal: this.#stop.signal,
			onState: (state, error) => this.#onState(state, error),
			onPosition: (eventId) => this.#openFeeds(eventId),
			onEvent: (event) => this.#onEvent(event),
			onLost: (error) => log.lost(error),
			onRestored: () => log.restored(),
		});
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
		const position = this.#stream?.position;
		if (position !== undefined) feed.open(this.client, position);
		return feed;
	}

	/** A stream began with new events: feeds that stood elsewhere read what lies between. */
	#openFeeds(position: string): void {
		for (const feed of this.#users.values()) feed?.open(this.client, position);
	}

	#onEvent(event: WaypostEvent): void {
		if (event.type === 'message.status') this.progress.note(event.data);
		if (event.type.startsWith('session.')) this.sessions.refresh();
		for (const feed of this.#users.values()) feed?.push(event);
	}

	#onState(state: DaemonState, error: WaypostError | null): void {
		const isAway = state === 'disconnected' || state === 'refused';
		// Nothing is heard for now, and the sessions may be others when it is back.
		if (isAway) this.progress.release();
		this.#show({ state, error, sessions: isAway ? null : this.#view.sessions });
		if (state === 'connected') this.sessions.refresh();
	}

	#show(view: ConnectionView): void {
		if (this.#stop.signal.aborted) return;
		this.#view = view;
		for (const user of this.#users.keys()) user.onChange?.(view);
	}
}
