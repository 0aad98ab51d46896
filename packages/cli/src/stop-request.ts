import { once } from 'node:events';
import { CommandError } from './failure.js';

/** The user's wish to end the command. */
export interface StopRequest {
	/** Aborts at Ctrl+C or SIGTERM. */
	signal: AbortSignal;
	/** Resolves then. */
	arrived: Promise<void>;
	/** Stops listening. */
	close(): void;
}

/**
 * Listens for SIGINT and SIGTERM: the first one asks for a clean end, the second one ends the process
 * at once with exit code 1.
 */
export function listenForStop(): StopRequest {
	const stop = new AbortController();
	const arrived = once(stop.signal, 'abort').then(() => {});
	const onSignal = () => {
		if (stop.signal.aborted) process.exit(1);
		stop.abort(new CommandError('Stopped before it was done.', { code: 'INTERRUPTED' }));
	};
	process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
	return {
		signal: stop.signal,
		arrived,
		close: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
	};
}

/** The promise, or the reason of the signal if that comes first. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	if (signal.aborted) {
		promise.catch(() => {});
		return Promise.reject(reasonOf(signal));
	}
	return new Promise((resolve, reject) => {
		const onAbort = () => reject(reasonOf(signal));
		signal.addEventListener('abort', onAbort, { once: true });
		promise
			.finally(() => signal.removeEventListener('abort', onAbort))
			.then(resolve, (error: unknown) =>
				reject(error instanceof Error ? error : new Error(String(error))),
			);
	});
}

const reasonOf = (signal: AbortSignal): Error =>
	signal.reason instanceof Error ? signal.reason : new Error('The wait was ended.');
