/**
 * Runs a task a little later, once for any number of calls until then, and never twice at a time: what
 * is called for meanwhile follows when it is over. Returns the function to call.
 */
export function soon(task: () => unknown, delayMs = 60): () => void {
	let waiting = false;
	let running = false;
	let again = false;
	const run = async () => {
		waiting = false;
		running = true;
		try {
			await task();
		} finally {
			running = false;
			if (again) start();
		}
	};
	const start = () => {
		again = running;
		if (running || waiting) return;
		waiting = true;
		setTimeout(() => void run(), delayMs);
	};
	return start;
}
