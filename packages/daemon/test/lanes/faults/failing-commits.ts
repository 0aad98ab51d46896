/** How the disk fails: only this once, or from then on until it is repaired. */
export const FAULT_KINDS = ['transient', 'persistent'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** https://www.sqlite.org/rescode.html: what SQLite says of a disk that fails, and of one that is full. */
const ERRORS = [
	{ errcode: 10, message: 'disk I/O error' },
	{ errcode: 13, message: 'database or disk is full' },
];

/** Counts the commits of a daemon, and refuses the one it was told to, as a failing disk would. */
export class FailingCommits {
	#seen = 0;
	#failed = 0;
	#plan: { at: number; kind: FaultKind } | null = null;

	/** How many commits were refused. */
	get failed(): number {
		return this.#failed;
	}

	/** From now on the n-th commit fails; the first one is 1. */
	arm(at: number, kind: FaultKind): void {
		this.#seen = 0;
		this.#plan = { at, kind };
	}

	/** The disk works again. */
	heal(): void {
		this.#plan = null;
	}

	/** Goes into the daemon as `beforeCommit`. */
	readonly beforeCommit = (): void => {
		this.#seen += 1;
		if (!this.#plan) return;
		const { at, kind } = this.#plan;
		const fails = kind === 'transient' ? this.#seen === at : this.#seen >= at;
		if (!fails) return;
		this.#failed += 1;
		const { errcode, message } = ERRORS[at % ERRORS.length] ?? { errcode: 10, message: '' };
		throw Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
	};
}
