import type { CancelTimer, Clock } from '../../runtime/clock.js';

export interface FlightsOptions {
	clock: Clock;
	/** How long WhatsApp has to confirm, in milliseconds. */
	ackMs: number;
	/** Nobody confirmed the message in time. */
	onMissing: (whatsappId: string) => void;
}

interface Flight {
	/** Null while its bytes have not left. */
	cancelTimer: CancelTimer | null;
	ended: PromiseWithResolvers<void>;
}

/** A message on its way, for whoever hands it over. */
export interface Departure {
	/** Resolves once the message has landed, in time or not. */
	landed: Promise<void>;
	/** Its bytes left: from now on its confirmation is waited for. Does nothing once it has landed. */
	hasLeft(): void;
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

	/** Call it before the message is handed over: its confirmation may come before that has returned. */
	start(whatsappId: string): Departure {
		const flight: Flight = { cancelTimer: null, ended: Promise.withResolvers<void>() };
		this.#flights.set(whatsappId, flight);
		return {
			landed: flight.ended.promise,
			hasLeft: () => this.#awaitAck(whatsappId, flight),
		};
	}

	#awaitAck(whatsappId: string, flight: Flight): void {
		const { clock, ackMs, onMissing } = this.#options;
		if (this.#flights.get(whatsappId) !== flight) return;
		flight.cancelTimer = clock.after(ackMs, () => onMissing(whatsappId));
	}

	/** Confirmed, refused or given up: nothing more is waited for. */
	land(whatsappId: string): void {
		const flight = this.#flights.get(whatsappId);
		this.#flights.delete(whatsappId);
		flight?.cancelTimer?.();
		flight?.ended.resolve();
	}

	/** Forgets all of them; what was told by {@link start} stays open: whoever relays knows more. */
	close(): void {
		for (const { cancelTimer } of this.#flights.values()) cancelTimer?.();
		this.#flights.clear();
	}
}
