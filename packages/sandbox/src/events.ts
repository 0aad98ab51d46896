import type { GroupView } from './groups/group-view.js';
import type { DisplayedMessage } from './phone/displayed-message.js';
import type { Device } from './state/linked-device.js';

/** Everything the sandbox reports while it runs. */
export interface SandboxEvents {
	/** A phone displayed a message, its own included. Repeats raise `copies` and are not reported. */
	'phone.message': { phoneNumber: string; message: DisplayedMessage };
	/** A client finished linking and was told to restart. */
	'device.linked': { phoneNumber: string; device: Device };
	/** A device was removed, on the phone or by its own logout. */
	'device.unlinked': { phoneNumber: string; deviceId: number };
	/** A client connected; `phoneNumber` is null until it logs in with a linked device. */
	'connection.opened': {
		connectionId: number;
		phoneNumber: string | null;
		deviceId: number | null;
	};
	'connection.closed': {
		connectionId: number;
		phoneNumber: string | null;
		deviceId: number | null;
	};
	/** A group was created, or its members or settings changed; as it is now. */
	'group.changed': { group: GroupView };
	/** The world was emptied. */
	'sandbox.reset': Record<string, never>;
}

export type SandboxEventName = keyof SandboxEvents;

/** One event with its name, place in the log and time. */
export type SandboxEvent = {
	[N in SandboxEventName]: { id: number; type: N; at: string; data: SandboxEvents[N] };
}[SandboxEventName];

const KEPT = 1_000;

/** The typed bus behind `sandbox.subscribe` and `GET /v1/events`. Keeps the last 1,000 events. */
export class EventBus {
	readonly #listeners = new Set<(event: SandboxEvent) => void>();
	#log: SandboxEvent[] = [];
	#nextId = 1;

	publish<N extends SandboxEventName>(type: N, data: SandboxEvents[N]): void {
		const event = { id: this.#nextId++, type, at: new Date().toISOString(), data } as SandboxEvent;
		this.#log.push(event);
		if (this.#log.length > KEPT) this.#log = this.#log.slice(-KEPT);
		for (const listener of [...this.#listeners]) listener(event);
	}

	/** Returns the function that unsubscribes. */
	subscribe(listener: (event: SandboxEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** Kept events with a higher id. */
	after(id: number): SandboxEvent[] {
		return this.#log.filter((event) => event.id > id);
	}

	close(): void {
		this.#listeners.clear();
	}
}
