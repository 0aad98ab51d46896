import type { Session, Waypost } from '@waypost/client';

/** The sessions of the daemon, read anew whenever something happened to one. */
export class SessionList {
	readonly #client: Waypost | null;
	readonly #signal: AbortSignal;
	readonly #onChange: (sessions: ReadonlyMap<string, Session>) => void;
	#isStale = false;
	#reading: Promise<void> | null = null;

	constructor(
		client: Waypost | null,
		signal: AbortSignal,
		onChange: (sessions: ReadonlyMap<string, Session>) => void,
	) {
		this.#client = client;
		this.#signal = signal;
		this.#onChange = onChange;
	}

	/** Reads them, and once more when something happens meanwhile. */
	refresh(): void {
		this.#isStale = true;
		this.#reading ??= this.#read().finally(() => (this.#reading = null));
	}

	async close(): Promise<void> {
		await this.#reading;
	}

	async #read(): Promise<void> {
		if (!this.#client) return;
		while (this.#isStale && !this.#signal.aborted) {
			this.#isStale = false;
			const sessions = new Map<string, Session>();
			try {
				for await (const session of this.#client.sessions.listAll({ signal: this.#signal })) {
					sessions.set(session.id, session);
				}
			} catch {
				// The stream notices too when the daemon is gone, and asks again when it is back.
				return;
			}
			this.#onChange(sessions);
		}
	}
}
