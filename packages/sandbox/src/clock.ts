import { setImmediate } from 'node:timers/promises';

/** A sandbox whose time stands still from the start. */
export interface StoppedClock {
	readonly stoppedAt: Date;
}

export interface ClockInfo {
	/** ISO 8601, UTC. */
	readonly now: string;
	/** False: time passes only by `advance`. */
	readonly running: boolean;
	/** By how much the times in stanzas differ from `now`. */
	readonly skewMs: number;
	/** Tasks that wait for their time, such as late acks. */
	readonly waiting: number;
}

interface Task {
	dueAt: number;
	readonly run: () => void;
	/** Runs while the clock does. */
	timer: NodeJS.Timeout | undefined;
}

/**
 * The time of one sandbox: of its stanzas, log and screens, and of everything it does later (late
 * acks and receipts, QR codes that expire, habits of phones). It runs with the computer's until it is
 * stopped; then it moves by `advance` alone, and two runs see the same times.
 */
export class Clock {
	/** In the order they were added; those due at one time run in this order. */
	readonly #tasks = new Set<Task>();
	/** What the clock is ahead of the computer's, while running. */
	#aheadMs = 0;
	#stoppedAtMs: number | undefined;
	#skewMs = 0;

	/** Milliseconds since 1970. */
	now(): number {
		return this.#stoppedAtMs ?? Date.now() + this.#aheadMs;
	}

	date(): Date {
		return new Date(this.now());
	}

	/** ISO 8601, UTC. */
	iso(): string {
		return this.date().toISOString();
	}

	/** Seconds since 1970, as every `t` attribute carries them: with the skew. */
	unixTime(): number {
		return Math.floor((this.now() + this.#skewMs) / 1000);
	}

	describe(): ClockInfo {
		const { size: waiting } = this.#tasks;
		return {
			now: this.iso(),
			running: this.#stoppedAtMs === undefined,
			skewMs: this.#skewMs,
			waiting,
		};
	}

	/** Lets time stand still, at `at` when given. What waits goes on waiting. */
	stop({ at }: { at?: Date | undefined } = {}): void {
		const left = at === undefined ? 0 : at.getTime() - this.now();
		this.#stoppedAtMs = this.now() + left;
		for (const task of this.#tasks) {
			clearTimeout(task.timer);
			task.dueAt += left;
		}
	}

	/** Lets time pass again, from where it stands. */
	start(): void {
		if (this.#stoppedAtMs === undefined) return;
		this.#aheadMs = this.#stoppedAtMs - Date.now();
		this.#stoppedAtMs = undefined;
		for (const task of this.#tasks) this.#arm(task);
	}

	/**
	 * Moves time on, and stops it if it was running. What is due on the way is begun at its time, one
	 * after the other; resolves when all of it was.
	 */
	async advance(ms: number): Promise<void> {
		if (this.#stoppedAtMs === undefined) this.stop();
		const end = this.now() + ms;
		for (let task = this.#nextUntil(end); task; task = this.#nextUntil(end)) {
			this.#stoppedAtMs = Math.max(this.now(), task.dueAt);
			this.#tasks.delete(task);
			task.run();
			await setImmediate();
		}
		this.#stoppedAtMs = Math.max(this.now(), end);
	}

	/** Makes the times in stanzas differ from the clock's, as on a server whose clock is wrong. */
	skew(ms: number): void {
		this.#skewMs = ms;
	}

	/** Runs `task` after a delay of this clock. Returns a cancel function. */
	after(delayMs: number, run: () => void): () => void {
		const task: Task = { dueAt: this.now() + delayMs, run, timer: undefined };
		this.#tasks.add(task);
		if (this.#stoppedAtMs === undefined) this.#arm(task);
		return () => this.#forget(task);
	}

	/** The computer's time again, without skew; nothing waits any more. */
	reset(): void {
		for (const task of [...this.#tasks]) this.#forget(task);
		this.#aheadMs = 0;
		this.#skewMs = 0;
		this.#stoppedAtMs = undefined;
	}

	#arm(task: Task): void {
		task.timer = setTimeout(() => {
			this.#tasks.delete(task);
			task.run();
		}, task.dueAt - this.now());
		task.timer.unref();
	}

	#forget(task: Task): void {
		clearTimeout(task.timer);
		this.#tasks.delete(task);
	}

	/** The first due of those due by then. */
	#nextUntil(end: number): Task | undefined {
		let next: Task | undefined;
		for (const task of this.#tasks) {
			if (task.dueAt <= end && task.dueAt < (next?.dueAt ?? Infinity)) next = task;
		}
		return next;
	}
}
