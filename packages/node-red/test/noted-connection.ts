import { EventEmitter, once } from 'node:events';
import type { WaypostError, WaypostEvent } from '@waypost/client';
import {
	DaemonConnection,
	type ConnectionLog,
	type DaemonConnectionOptions,
	type Registration,
} from '../src/daemon/daemon-connection.ts';
import type { DaemonState } from '../src/daemon/daemon-stream.ts';

export interface NotedConnectionOptions extends Omit<DaemonConnectionOptions, 'log'> {
	/** Id of the last event that its user handled before. */
	after?: string;
}

/** A connection with one user, who notes what comes; its waits are short. */
export class NotedConnection implements AsyncDisposable {
	readonly events: WaypostEvent[] = [];
	/** Each is another than the one before. */
	readonly states: DaemonState[] = [];
	/** What the log of Node-RED is told. */
	readonly logged: string[] = [];
	/** Why the daemon went away, once for each time. */
	readonly losses: WaypostError[] = [];
	readonly registration: Registration;
	readonly #connection: DaemonConnection;
	readonly #signals = new EventEmitter();

	constructor({ after, ...options }: NotedConnectionOptions) {
		this.#connection = new DaemonConnection({
			backOff: { minDelayMs: 5, maxDelayMs: 20 },
			refusedDelayMs: 20,
			...options,
			log: this.#log,
		});
		this.registration = this.#connection.register({
			after,
			onChange: ({ state }) => {
				if (this.states.at(-1) !== state) this.states.push(state);
				this.#signals.emit('change');
			},
			onEvent: (event) => {
				this.events.push(event);
				this.#signals.emit('change');
			},
		});
	}

	get ids(): string[] {
		return this.events.map(({ id }) => id);
	}

	/** How often it was in this state. */
	times(state: DaemonState): number {
		return this.states.filter((each) => each === state).length;
	}

	isConnected(): Promise<void> {
		return this.until(() => this.states.at(-1) === 'connected');
	}

	/** Waits until it holds, for a state, an event or a line of the log. */
	async until(holds: () => boolean, timeoutMs = 20_000): Promise<void> {
		const signal = AbortSignal.timeout(timeoutMs);
		while (!holds()) await once(this.#signals, 'change', { signal });
	}

	/** May be called twice. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.#connection.close();
	}

	readonly #log: ConnectionLog = {
		lost: (error) => {
			this.losses.push(error);
			this.#say(`lost: ${error.code}`);
		},
		restored: () => this.#say('restored'),
		missed: () => this.#say('missed'),
		failed: (error) => this.#say(`failed: ${String(error)}`),
	};

	#say(line: string): void {
		this.logged.push(line);
		this.#signals.emit('change');
	}
}
