import type { ConnectionView } from '../daemon/daemon-connection.js';
import { isApiError } from '../errors/client-errors.js';
import { codeOf } from '../errors/error-texts.js';

/** Codes of a daemon that is not running just now; the name of a stopped container is unknown too. */
const AWAY = ['UNREACHABLE', 'UNKNOWN_HOST', 'SHUTTING_DOWN'];
/** What a proxy answers in place of a daemon that is not running. */
const NO_DAEMON_BEHIND = [502, 503, 504];
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** An answer that did not come to its end. */
export class BrokenOff extends Error {}

/** Repeats calls that failed because the daemon was away: an event must not be lost by that. */
export class PatientCalls {
	readonly #signal: AbortSignal;
	readonly #waiters = new Set<() => void>();
	#isConnected = false;

	/** @param signal - ends all waiting. */
	constructor(signal: AbortSignal) {
		this.#signal = signal;
		signal.addEventListener('abort', () => this.#wake());
	}

	/** What becomes of the connection: when it comes back, nobody has to wait any more. */
	setView({ state }: ConnectionView): void {
		const isConnected = state === 'connected';
		if (isConnected && !this.#isConnected) this.#wake();
		this.#isConnected = isConnected;
	}

	/** Resolves or rejects as `work` does; not before the daemon has answered, or the signal aborts. */
	async run<T>(work: () => Promise<T>): Promise<T> {
		for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
			try {
				return await work();
			} catch (error) {
				if (this.#signal.aborted || !mayPass(error)) throw error;
				await this.#pause(pauseMs);
			}
		}
	}

	#pause(ms: number): Promise<void> {
		if (this.#signal.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const end = () => {
				clearTimeout(timer);
				this.#waiters.delete(end);
				resolve();
			};
			const timer = setTimeout(end, ms);
			this.#waiters.add(end);
		});
	}

	#wake(): void {
		for (const wake of this.#waiters) wake();
	}
}

const mayPass = (error: unknown): boolean =>
	error instanceof BrokenOff ||
	AWAY.includes(codeOf(error)) ||
	(isApiError(error) && error.problem === null && NO_DAEMON_BEHIND.includes(error.status));
