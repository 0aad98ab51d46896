import type { TriggerState } from './trigger-state';

/** Ids that n8n stores per trigger. */
const MAX_STORED = 500;
/** Ids in memory, of all triggers of this n8n together. */
const MAX_REMEMBERED = 10_000;

const busy = new Set<string>();
const remembered = new Set<string>();

/**
 * Which events a trigger has handed to its workflow. All of the last ones are kept in memory. Those
 * that will be repeated, because Waypost did not wait for the answer, are stored by n8n as well and
 * outlive a restart. Not more is stored: n8n writes back all that a trigger keeps as it was when a
 * request began, which could bring back the secret of a former activation.
 */
export class HandledEvents {
	readonly #state: TriggerState;

	constructor(state: TriggerState) {
		this.#state = state;
	}

	isHandled(eventId: string): boolean {
		return remembered.has(this.#keyOf(eventId)) || (this.#state.handled ?? []).includes(eventId);
	}

	/** @returns false when another request is working on the event. */
	begin(eventId: string): boolean {
		const key = this.#keyOf(eventId);
		if (busy.has(key)) return false;
		busy.add(key);
		return true;
	}

	/** Nothing came of it: a repeat shall be tried. */
	release(eventId: string): void {
		busy.delete(this.#keyOf(eventId));
	}

	/** The workflow runs: a repeat is ignored from now on. */
	finish(eventId: string): void {
		remembered.add(this.#keyOf(eventId));
		const [oldest] = remembered;
		if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
		this.release(eventId);
	}

	/** Nobody heard that the workflow runs: a repeat is certain. */
	finishUnheard(eventId: string): void {
		// A new list, because n8n looks at the fields to see what changed.
		this.#state.handled = [...(this.#state.handled ?? []), eventId].slice(-MAX_STORED);
		this.finish(eventId);
	}

	/** Several triggers get the same event. */
	#keyOf(eventId: string): string {
		return `${this.#state.endpointId ?? ''} ${eventId}`;
	}
}
