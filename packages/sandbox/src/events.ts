import type { Clock } from './clock.js';
import type { GroupView } from './groups/group-view.js';
import type { DisplayedMessage } from './phone/displayed-message.js';
import type { Device } from './state/linked-device.js';

/** Everything the sandbox reports while it runs. */
export interface SandboxEvents {
	/** A phone displayed a message, its own included. Repeats raise `copies` and are not reported. */
	'phone.message': { phoneNumber: string; message: DisplayedMessage };
	/** What a phone shows of a message is another now: delivered, read, played, edited, deleted, or one copy more. */
	'message.changed': { phoneNumber: string; message: DisplayedMessage };
	/** A message has disappeared from a phone's screen: its time was over. */
	'message.disappeared': { phoneNumber: string; chat: string; id: string };
	/** Somebody types (or stops) in a chat of this phone; `chat` is named as on its screen. */
	'phone.typing': {
		phoneNumber: string;
		chat: string;
		from: string;
		state: 'composing' | 'recording' | 'paused';
	};
	'phone.added': { phoneNumber: string };
	/** Its rules, its profile or whom it blocks are others now. */
	'phone.changed': { phoneNumber: string };
	/** Somebody wrote who was told to stop; `ignored` counts such messages in this chat. */
	'phone.opt-out-ignored': {
		phoneNumber: string;
		chat: string;
		messageId: string;
		ignored: number;
	};
	'phone.removed': { phoneNumber: string };
	/** A client finished linking and was told to restart. */
	'device.linked': { phoneNumber: string; device: Device };
	/** A device was removed, on the phone or by its own logout. */
	'device.unlinked': { phoneNumber: string; deviceId: number };
	/** A linked device logged in. */
	'device.connected': { phoneNumber: string; deviceId: number };
	/** A client connected; `phoneNumber` is null until it logs in with a linked device. */
	'connection.opened': {
		connectionId: number;
		phoneNumber: string | null;
		deviceId: number | null;
	};
	/**
	 * What the sandbox saw of a client that does not behave as one: a malformed frame, an unknown stanza,
	 * no sign of life, an upgrade at the wrong path. Ids are null when it was turned away at the door.
	 */
	'connection.problem': {
		connectionId: number | null;
		phoneNumber: string | null;
		deviceId: number | null;
		problem: string;
	};
	'connection.closed': {
		connectionId: number;
		phoneNumber: string | null;
		deviceId: number | null;
	};
	/** A group was created, or its members or settings changed; as it is now. */
	'group.changed': { group: GroupView };
	/** The data folder could not be written; the sandbox tries again. */
	'sandbox.not-saved': { problem: string };
	/** The world was emptied. */
	'sandbox.reset': Record<string, never>;
}

export type SandboxEventName = keyof SandboxEvents;

/** One event with its name, place in the log and time. */
export type SandboxEvent = {
	[N in SandboxEventName]: { id: number; type: N; at: string; data: SandboxEvents[N] };
}[SandboxEventName];

const KEPT = 1_000;

/** The typed bus behind `sandbox.subscribe` and `GET /v1/events`. Keeps the last 1,000 events, or a few more. */
export class EventBus {
	readonly #clock: Clock;
	readonly #listeners = new Set<(event: SandboxEvent) => void>();
	#log: SandboxEvent[] = [];
	#nextId = 1;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	publish<N extends SandboxEventName>(type: N, data: SandboxEvents[N]): void {
		const event = { id: this.#nextId++, type, at: this.#clock.iso(), data } as SandboxEvent;
		this.#log.push(event);
		if (this.#log.length > KEPT * 1.2) this.#log = this.#log.slice(-KEPT);
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
