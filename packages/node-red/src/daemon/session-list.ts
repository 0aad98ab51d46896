import { isApiError, type Session, type Waypost } from '@waypost/client';
import { pause } from './pause.js';

export interface SessionListOptions {
	client: Waypost | null;
	/** Ends the reading. */
	signal: AbortSignal;
	/** Whether the event stream is open. */
	isConnected: () => boolean;
	onChange: (sessions: ReadonlyMap<string, Session>) => void;
	/** Milliseconds before asking again; for tests. */
	retryMs?: number;
}

const RETRY_MS = 5_000;

/** The sessions of the daemon, read anew whenever something happened to one. */
export class SessionList {
	readonly #options: SessionListOptions;
	#isStale = false;
	#isReading = false;
	#reading: Promise<void> = Promise.resolve();

	constructor(options: SessionListOptions) {
		this.#options = options;
	}

	/** Reads them, and once more when something happens meanwhile. */
	refresh(): void {
		this.#isStale = true;
		if (!this.#isReading && this.#options.client) this.#reading = this.#read(this.#options.client);
	}

	async close(): Promise<void> {
		await this.#reading;
	}

	async #read(client: Waypost): Promise<void> {
		const { signal, onChange, retryMs = RETRY_MS } = this.#options;
		this.#isReading = true;
		while (this.#isStale && !signal.aborted) {
			this.#isStale = false;
			try {
				onChange(await allSessions(client, signal));
			} catch (error) {
				if (!this.#mayRetry(error)) break;
				this.#isStale = true;
				await pause(retryMs, signal);
			}
		}
		this.#isReading = false;
	}

	/** When the daemon is gone the stream notices too, and asks again when it is back. */
	#mayRetry(error: unknown): boolean {
		return this.#options.isConnected() && (!isApiError(error) || error.retryable);
	}
}

async function allSessions(client: Waypost, signal: AbortSignal): Promise<Map<string, Session>> {
	const sessions = new Map<string, Session>();
	for await (const session of client.sessions.listAll({ signal })) {
		sessions.set(session.id, session);
	}
	return sessions;
}
