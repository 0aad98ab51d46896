import type { Waypost, WaypostEvent } from '@waypost/client';

/** Follows the event stream, and finds events in it whether they came already or not. */
export class EventWatch {
	readonly #events: WaypostEvent[] = [];
	readonly #stop = new AbortController();
	#change = newChange();
	#following: Promise<void> = Promise.resolve();

	/** Resolves when the stream is open: no event from then on is missed. */
	static async open(waypost: Waypost, signal: AbortSignal): Promise<EventWatch> {
		const watch = new EventWatch();
		const opened = Promise.withResolvers<void>();
		watch.#following = watch
			.#follow(waypost, AbortSignal.any([signal, watch.#stop.signal]), opened.resolve)
			.catch((error: unknown) => {
				watch.#change.reject(error);
				opened.reject(error);
			});
		await opened.promise;
		return watch;
	}

	/** The first event for which `pick` gives something, and what it gives. */
	async find<T>(pick: (event: WaypostEvent) => T | undefined): Promise<T> {
		for (let index = 0; ; index++) {
			while (index >= this.#events.length) await this.#change.promise;
			const found = pick(this.#events[index]!);
			if (found !== undefined) return found;
		}
	}

	/** Ends the stream. */
	async close(): Promise<void> {
		this.#stop.abort();
		await this.#following;
	}

	async #follow(waypost: Waypost, signal: AbortSignal, onOpen: () => void): Promise<void> {
		for await (const event of waypost.events.stream({ signal, onOpen })) {
			this.#events.push(event);
			const { resolve } = this.#change;
			this.#change = newChange();
			resolve();
		}
		signal.throwIfAborted();
	}
}

/** Resolves at the next event. Nobody may be waiting when the stream fails: that is no crash. */
function newChange(): PromiseWithResolvers<void> {
	const change = Promise.withResolvers<void>();
	change.promise.catch(() => {});
	return change;
}
