import type { CancelTimer, Clock } from '../runtime/clock.js';
import { EndpointCircuit } from './endpoint-circuit.js';
import type { DeliveriesStore, DeliveryRecord } from './deliveries.store.js';

/** What an attempt says about the endpoint. */
export interface Attempted {
	/** Null when nothing was found out: it was not asked, or cut off. */
	hasFailed: boolean | null;
	/** Until when it is to be spared; Infinity until `resume`, 0 not at all. */
	pausedUntil: number;
}

export interface EndpointQueueOptions {
	endpointId: string;
	deliveries: DeliveriesStore;
	/** Tries a delivery and stores what came of it. Never rejects. */
	attempt: (delivery: DeliveryRecord) => Promise<Attempted>;
	clock: Clock;
	/** From 0 to 1, for the jitter of waits. */
	random: () => number;
}

const CONCURRENCY = 4;
const STORE_FAILED_MS = 5000;

/**
 * The deliveries of one endpoint: those of a lane one after the other, four lanes at a time, each when
 * it is due. Keeps one entry per lane in memory; what is to be delivered stays in the store.
 */
export class EndpointQueue {
	readonly #options: EndpointQueueOptions;
	/** When the first delivery of each lane is due. In the order of their turns. */
	#lanes = new Map<string, number>();
	readonly #busy = new Map<string, Promise<void>>();
	readonly #circuit = new EndpointCircuit();
	#pausedUntil = 0;
	#cancelTimer: CancelTimer = () => {};
	#isClosed = false;

	constructor(options: EndpointQueueOptions) {
		this.#options = options;
	}

	/** Something new is in a lane. */
	wake(lane: string): void {
		if (!this.#lanes.has(lane)) this.#lanes.set(lane, this.#options.clock.now());
		this.#pump();
	}

	/** Looks at all that waits, and spares the endpoint no longer. */
	resume(): void {
		this.#pausedUntil = 0;
		this.#circuit.close();
		this.#load();
		this.#pump();
	}

	/** Starts nothing more and waits for what is under way. May be called twice. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancelTimer();
		await Promise.all(this.#busy.values());
	}

	#load(): void {
		const { deliveries, endpointId } = this.#options;
		const lanes = deliveries.lanes(endpointId);
		this.#lanes = new Map(lanes.map(({ lane, nextAt }) => [lane, nextAt]));
	}

	#pump(): void {
		this.#cancelTimer();
		if (this.#isClosed) return;
		const now = this.#options.clock.now();
		const room = this.#circuit.isOpen ? 1 : CONCURRENCY;
		while (this.#busy.size < room && now >= this.#sparedUntil()) {
			const lane = this.#firstDue(now);
			if (lane === undefined) break;
			this.#busy.set(lane, this.#run(lane));
		}
		if (this.#busy.size < room) this.#sleep(now);
	}

	#sparedUntil(): number {
		return Math.max(this.#pausedUntil, this.#circuit.openUntil);
	}

	#firstDue(now: number): string | undefined {
		for (const [lane, dueAt] of this.#lanes) {
			if (dueAt <= now && !this.#busy.has(lane)) return lane;
		}
		return undefined;
	}

	#sleep(now: number): void {
		let wakeAt = Infinity;
		for (const [lane, dueAt] of this.#lanes) {
			if (dueAt < wakeAt && !this.#busy.has(lane)) wakeAt = dueAt;
		}
		wakeAt = Math.max(wakeAt, this.#sparedUntil());
		if (wakeAt === Infinity) return;
		this.#cancelTimer = this.#options.clock.after(wakeAt - now, () => this.#pump());
	}

	async #run(lane: string): Promise<void> {
		const { clock } = this.#options;
		// Not in the same breath: the caller has to note that the lane is busy.
		await Promise.resolve();
		try {
			const delivery = this.#headOf(lane);
			if (delivery) await this.#attempt(delivery);
			const next = this.#isClosed ? undefined : this.#headOf(lane);
			// Put at the end: a busy chat lets the others have their turn.
			this.#lanes.delete(lane);
			if (next) this.#lanes.set(lane, next.nextAt);
		} catch {
			// The store does not answer, which others report.
			this.#lanes.set(lane, clock.now() + STORE_FAILED_MS);
		} finally {
			this.#busy.delete(lane);
			this.#pump();
		}
	}

	async #attempt(delivery: DeliveryRecord): Promise<void> {
		const { attempt, clock, random, deliveries, endpointId } = this.#options;
		const { hasFailed, pausedUntil } = await attempt(delivery);
		this.#pausedUntil = Math.max(this.#pausedUntil, pausedUntil);
		if (hasFailed) this.#circuit.recordFailure(clock.now(), random());
		if (hasFailed !== false || !this.#circuit.close()) return;
		// It is back: what waits because of its failures need not wait any longer.
		deliveries.hasten(endpointId, clock.now());
		this.#load();
	}

	#headOf(lane: string): DeliveryRecord | undefined {
		const { deliveries, endpointId } = this.#options;
		return deliveries.head(endpointId, lane);
	}
}
