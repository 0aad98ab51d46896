/** A promise with its two ends outside. */
export interface Deferred<T> {
	readonly promise: Promise<T>;
	resolve(value: T): void;
	reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
	const { promise, resolve, reject } = Promise.withResolvers<T>();
	return { promise, resolve, reject };
}

/** Runs tasks strictly one after the other; a failed task does not stop the next. */
export class SerialQueue {
	readonly #gate: <T>(task: () => Promise<T>) => Promise<T>;
	#last: Promise<unknown> = Promise.resolve();

	/** @param gate - what each task goes through when its turn has come. */
	constructor(gate: <T>(task: () => Promise<T>) => Promise<T> = (task) => task()) {
		this.#gate = gate;
	}

	run<T>(task: () => Promise<T>): Promise<T> {
		const next = () => this.#gate(task);
		const result = this.#last.then(next, next);
		this.#last = result.catch(() => undefined);
		return result;
	}
}
