import type { CancelTimer, Clock } from '../../runtime/clock.js';

export interface FlightsOptions {
	clock: Clock;
	/** How long WhatsApp has to confirm, in milliseconds. */
	ackMs: number;
	/** Nobody confirmed the message in time. */
	onMissing: (whatsappId: string) => void;
}

interface Flight {
	cancelTimer: CancelTimer;
	ended: PromiseWithResolvers<void>;
}

/** Messages that were handed to a connection and not confirmed yet. */
export class Flights {
	readonly #options: FlightsOptions;
	readonly #flights = new Map<string, Flight>();

	constructor(options: FlightsOptions) {
		this.#options = options;
	}

	/** True while the message is on its way. */
	has(whatsappId: string): boolean {
		return this.#flights.has(whatsappId);
	}

	/** @returns a promise that resolves once the message has landed, in time or not. */
	start(whatsappId: string): Promise<void> {
		const { clock, ackMs, onMissing } = this.#options;
		const ended = Promise.withResolvers<void>();
		const cancelTimer = clock.after(ackMs, () => onMissing(whatsappId));
		this.#flights.set(whatsappId, { cancelTimer, ended });
		return ended.promise;
	}

	/** Confirmed, refused or given up: nothing more is waited for. */
	land(whatsappId: string): void {
		const flight = this.#flights.get(whatsappId);
		this.#flights.delete(whatsappId);
		flight?.cancelTimer();
		flight?.ended.resolve();
	}

	/** Forgets all of them; what was told by {@link start} stays open: whoever relays knows more. */
	close(): void {
		for (const { cancelTimer } of this.#flights.values()) cancelTimer();
		this.#flights.clear();
	}
}
