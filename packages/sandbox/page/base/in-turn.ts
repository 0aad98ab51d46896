/** Runs tasks one after another, in the order in which they are given, also after one that failed. */
export function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
	let last: Promise<unknown> = Promise.resolve();
	return (task) => {
		const done = last.then(task);
		last = done.catch(() => undefined);
		return done;
	};
}
