import type { EventData, EventType, WaypostEvent } from '@waypost/contract';

/** Called for each event after it is durable. Must not throw; must not block. */
export type EventListener = (event: WaypostEvent) => void;

/**
 * Where features say what happened. Written with the change it tells of: inside a transaction of the
 * same `Database` both become durable together, and listeners hear of it after the commit.
 */
export interface EventLog {
	publish<T extends EventType>(type: T, sessionId: string, data: EventData[T]): void;
	/** @returns the function that unsubscribes. */
	subscribe(listener: EventListener): () => void;
	/**
	 * Calls the listener in the transaction that writes the event: what it writes to the same
	 * `Database` becomes durable with the event or not at all, and when it throws, neither does.
	 *
	 * @returns the function that unsubscribes.
	 */
	onAppend(listener: EventListener): () => void;
}
