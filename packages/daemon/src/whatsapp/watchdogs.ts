import { performance } from 'node:perf_hooks';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Tuning } from './socket-config.js';

export interface WatchdogsOptions {
	clock: Clock;
	tuning: Tuning;
	/** Nothing useful came in time. The sentence says what was missing. */
	onTimeout(detail: string): void;
}

const off: CancelTimer = () => {};

/** The timers of one socket: Baileys waits for some answers for ever. */
export class Watchdogs {
	readonly #options: WatchdogsOptions;
	#lastFrameAt: number | undefined;
	#cancelConnect = off;
	#cancelCatchUp = off;
	#cancelSilence = off;

	constructor(options: WatchdogsOptions) {
		this.#options = options;
		this.#watchSilence();
	}

	/** Expects the next step of connecting: a code, a login, the restart after linking. */
	expectProgress(): void {
		this.progress();
		const { clock, tuning, onTimeout } = this.#options;
		const ms = tuning.connectTimeoutMs;
		this.#cancelConnect = clock.after(ms, () =>
			onTimeout(`WhatsApp did not answer in ${ms / 1000} s.`),
		);
	}

	progress(): void {
		this.#cancelConnect();
	}

	/** Calls `missing` when the end of the backlog is not announced in time. */
	expectCatchUp(missing: () => void): void {
		const { clock, tuning } = this.#options;
		this.#cancelCatchUp = clock.after(tuning.catchUpTimeoutMs, missing);
	}

	caughtUp(): void {
		this.#cancelCatchUp();
	}

	/** Something came. */
	frame(): void {
		this.#lastFrameAt = performance.now();
	}

	close(): void {
		this.#cancelConnect();
		this.#cancelCatchUp();
		this.#cancelSilence();
	}

	/** By the monotonic clock: Baileys' keep-alive never fires after the system's clock was set back. */
	#watchSilence(): void {
		const { clock, tuning, onTimeout } = this.#options;
		const limit = 2 * tuning.keepAliveIntervalMs;
		this.#cancelSilence = clock.after(tuning.keepAliveIntervalMs / 2, () => {
			const now = performance.now();
			const silent = now - (this.#lastFrameAt ?? now);
			if (silent < limit) return this.#watchSilence();
			onTimeout(`Nothing came from WhatsApp for ${Math.round(silent / 1000)} s.`);
		});
	}
}
