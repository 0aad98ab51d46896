import type { WaypostEvent } from '@waypost/contract';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { Database } from '../storage/database.js';
import type { DeliveriesStore, DeliveryRecord } from './deliveries.store.js';
import { decideOutcome, type DeliveryOutcome } from './delivery-outcome.js';
import { EndpointQueue } from './endpoint-queue.js';
import { laneOf, stateOf, wants, type EndpointRecord } from './webhook-endpoint.js';
import type { WebhookEndpointsStore } from './webhook-endpoints.store.js';
import type { WebhookSender } from './webhook-sender.js';

export interface DelivererOptions {
	database: Database;
	endpoints: WebhookEndpointsStore;
	deliveries: DeliveriesStore;
	sender: WebhookSender;
	clock: Clock;
	logger: Logger;
	/** From 0 to 1, for the jitter of retries. */
	random: () => number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEEP_DELIVERED_MS = 7 * DAY_MS;
const KEEP_DEAD_MS = 30 * DAY_MS;
/** When the result of an attempt could not be stored. */
const STORE_FAILED_MS = 5000;
const WHY_ENDED = {
	expired: 'The webhook endpoint expired before this was delivered.',
	used: 'The webhook endpoint was made for one event and has had it.',
};

/**
 * Brings events to webhook endpoints, at least once each. What is to be delivered is in the store from
 * the commit of the event on, so a crash loses nothing: it may only repeat, under the same id.
 */
export class Deliverer {
	readonly #options: DelivererOptions;
	readonly #queues = new Map<string, EndpointQueue>();
	readonly #closing = new AbortController();
	#cancelCleaning: CancelTimer = () => {};

	constructor(options: DelivererOptions) {
		this.#options = options;
	}

	/** Goes on with what was left, and begins to take new events. */
	start(): void {
		for (const { id } of this.#options.endpoints.active()) this.resume(id);
		this.#clean();
	}

	/** Called in the transaction of the event: its deliveries become durable with it. */
	append(event: WaypostEvent): void {
		const { endpoints, deliveries, database, clock } = this.#options;
		const now = clock.now();
		let body: string | undefined;
		for (const endpoint of endpoints.active()) {
			if (!wants(endpoint, event, now)) continue;
			const { id, type } = event;
			const lane = laneOf(endpoint, event);
			body ??= JSON.stringify(event);
			deliveries.insert({ id, type, lane, body, endpointId: endpoint.id, createdAt: now });
			database.afterCommit(() => this.#wake(endpoint.id, lane));
		}
	}

	/** Looks anew at what waits for an endpoint, after its state or a delivery has changed. */
	resume(endpointId: string): void {
		if (!this.#closing.signal.aborted) this.#queueOf(endpointId).resume();
	}

	/** Ends the requests under way and leaves them pending. May be called twice. */
	async close(): Promise<void> {
		this.#closing.abort();
		this.#cancelCleaning();
		await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
	}

	#wake(endpointId: string, lane: string): void {
		if (!this.#closing.signal.aborted) this.#queueOf(endpointId).wake(lane);
	}

	#queueOf(endpointId: string): EndpointQueue {
		const { deliveries, clock } = this.#options;
		const attempt = (delivery: DeliveryRecord) => this.#attempt(delivery);
		const queue =
			this.#queues.get(endpointId) ?? new EndpointQueue({ endpointId, deliveries, attempt, clock });
		this.#queues.set(endpointId, queue);
		return queue;
	}

	async #attempt(delivery: DeliveryRecord): Promise<number> {
		const { endpoints, sender, clock, logger, random } = this.#options;
		const { endpointId, id: eventId } = delivery;
		try {
			const endpoint = endpoints.get(endpointId);
			if (!endpoint) return this.#forget(endpointId);
			const state = stateOf(endpoint, clock.now());
			if (state !== 'active') return await this.#end(endpoint, state);
			const reply = await sender.send(endpoint, delivery, this.#closing.signal);
			if (reply.status === null && this.#closing.signal.aborted) return Infinity;
			const outcome = decideOutcome(delivery, reply, { now: clock.now(), random: random() });
			await this.#store(endpoint, delivery, outcome);
			this.#report(delivery, outcome);
			const hasEnded = outcome.isGone || (endpoint.once && outcome.result.status === 'delivered');
			return hasEnded ? Infinity : (outcome.pausedUntil ?? 0);
		} catch (err) {
			logger.error({ err, endpointId, eventId }, 'the result of a delivery was not stored');
			return clock.now() + STORE_FAILED_MS;
		}
	}

	#store(endpoint: EndpointRecord, { seq }: DeliveryRecord, outcome: DeliveryOutcome) {
		const { database, endpoints, deliveries, clock } = this.#options;
		const { result, isGone } = outcome;
		return database.commitGrouped(() => {
			deliveries.update(seq, result);
			if (result.status === 'delivered') endpoints.touch(endpoint.id, clock.now());
			if (isGone) endpoints.setState(endpoint.id, 'disabled', result.lastError);
			if (result.status !== 'delivered' || !endpoint.once) return;
			endpoints.setState(endpoint.id, 'used', null);
			deliveries.giveUp(endpoint.id, WHY_ENDED.used);
		});
	}

	/** What waits for a disabled endpoint may be wanted again; for the others it never will be. */
	async #end({ id }: EndpointRecord, state: 'disabled' | 'expired' | 'used'): Promise<number> {
		const { database, endpoints, deliveries } = this.#options;
		if (state !== 'disabled') {
			await database.commitGrouped(() => {
				endpoints.setState(id, state, null);
				deliveries.giveUp(id, WHY_ENDED[state]);
			});
		}
		return Infinity;
	}

	#forget(endpointId: string): number {
		this.#queues.delete(endpointId);
		return Infinity;
	}

	#report({ endpointId, id: eventId }: DeliveryRecord, { result, isGone }: DeliveryOutcome): void {
		const { logger } = this.#options;
		const { attempts, lastStatus, status } = result;
		const entry = { endpointId, eventId, attempts, lastStatus };
		if (isGone) logger.warn(entry, 'webhook endpoint disabled: it answered 410');
		else if (status === 'dead') logger.warn(entry, 'webhook delivery given up');
		else logger.debug(entry, `webhook delivery ${status}`);
	}

	#clean(): void {
		const { database, deliveries, clock, logger } = this.#options;
		const now = clock.now();
		database
			.commitGrouped(() => deliveries.forget(now - KEEP_DELIVERED_MS, now - KEEP_DEAD_MS))
			.catch((err: unknown) => logger.warn({ err }, 'old webhook deliveries were not removed'));
		this.#cancelCleaning = clock.after(HOUR_MS, () => this.#clean());
	}
}
