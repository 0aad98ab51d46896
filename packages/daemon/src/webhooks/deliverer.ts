import type { WaypostEvent } from '@waypost/contract';
import type { KeysService } from '../keys/keys.service.js';
import type { CancelTimer, Clock } from '../runtime/clock.js';
import type { Logger } from '../runtime/logger.js';
import type { Database } from '../storage/database.js';
import type { DeliveriesStore, DeliveryRecord } from './deliveries.store.js';
import { decideOutcome, type DeliveryOutcome } from './delivery-outcome.js';
import { DISABLED, reasonToDisable } from './disabling.js';
import { EndpointQueue, type Attempted } from './endpoint-queue.js';
import { laneOf, stateOf, wants, type EndpointRecord } from './webhook-endpoint.js';
import type { WebhookEndpointsStore } from './webhook-endpoints.store.js';
import type { WebhookSender } from './webhook-sender.js';

export interface DelivererOptions {
	database: Database;
	endpoints: WebhookEndpointsStore;
	deliveries: DeliveriesStore;
	sender: WebhookSender;
	/** Whether the key that answers for an endpoint is still good. */
	keys: Pick<KeysService, 'isValid'>;
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
const NOTHING_FOUND: Attempted = { hasFailed: null, pausedUntil: Infinity };
const WHY_ENDED = {
	waited: 'This could not be delivered within 30 days.',
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
			if (!wants(endpoint, event, now) || this.#disableWithoutKey(endpoint)) continue;
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

	/** Sends nothing more to an endpoint that was deleted, and forgets it. */
	drop(endpointId: string): void {
		const queue = this.#queues.get(endpointId);
		void queue?.close().then(() => this.#queues.delete(endpointId));
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
		const { deliveries, clock, random } = this.#options;
		const attempt = (delivery: DeliveryRecord) => this.#attempt(delivery);
		const queue =
			this.#queues.get(endpointId) ??
			new EndpointQueue({ endpointId, deliveries, attempt, clock, random });
		this.#queues.set(endpointId, queue);
		return queue;
	}

	async #attempt(delivery: DeliveryRecord): Promise<Attempted> {
		const { endpoints, clock, logger } = this.#options;
		const { endpointId, id: eventId } = delivery;
		try {
			const endpoint = endpoints.get(endpointId);
			if (!endpoint || this.#disableWithoutKey(endpoint)) return NOTHING_FOUND;
			const state = stateOf(endpoint, clock.now());
			if (state !== 'active') return await this.#end(endpoint, state);
			return await this.#send(endpoint, delivery);
		} catch (err) {
			logger.error({ err, endpointId, eventId }, 'the result of a delivery was not stored');
			return { hasFailed: null, pausedUntil: clock.now() + STORE_FAILED_MS };
		}
	}

	async #send(endpoint: EndpointRecord, delivery: DeliveryRecord): Promise<Attempted> {
		const { sender, clock, random } = this.#options;
		const reply = await sender.send(endpoint, delivery, this.#closing.signal);
		if (reply.status === null && this.#closing.signal.aborted) return NOTHING_FOUND;
		const outcome = decideOutcome(delivery, reply, { now: clock.now(), random: random() });
		const disabledBecause = await this.#store(endpoint, delivery, outcome);
		this.#report(delivery, outcome, disabledBecause);
		const isDelivered = outcome.result.status === 'delivered';
		const hasEnded = disabledBecause !== null || (endpoint.once && isDelivered);
		return {
			hasFailed: !isDelivered,
			pausedUntil: hasEnded ? Infinity : (outcome.pausedUntil ?? 0),
		};
	}

	/** @returns why the endpoint was disabled; null when it was not. */
	async #store(
		endpoint: EndpointRecord,
		{ seq }: DeliveryRecord,
		outcome: DeliveryOutcome,
	): Promise<string | null> {
		const { database, endpoints, deliveries, clock } = this.#options;
		const { id } = endpoint;
		let disabledBecause: string | null = null;
		await database.commitGrouped(() => {
			const now = clock.now();
			deliveries.update(seq, outcome.result);
			if (outcome.result.status !== 'delivered') {
				// It may have been changed, or have worked, while this request was under way.
				const current = endpoints.get(id);
				if (current?.url !== endpoint.url) return;
				endpoints.recordFailure(id, now);
				disabledBecause = reasonToDisable(current, outcome, now);
				if (disabledBecause !== null) endpoints.setState(id, 'disabled', disabledBecause);
				return;
			}
			endpoints.recordSuccess(id, now);
			if (!endpoint.once) return;
			endpoints.setState(id, 'used', null);
			deliveries.giveUp(id, WHY_ENDED.used);
		});
		return disabledBecause;
	}

	/** Whoever made the endpoint may see nothing any more. @returns true when that is so. */
	#disableWithoutKey({ id: endpointId, keyId }: EndpointRecord): boolean {
		const { keys, endpoints, logger } = this.#options;
		if (keys.isValid(keyId)) return false;
		endpoints.setState(endpointId, 'disabled', DISABLED.keyGone);
		logger.warn({ endpointId, keyId }, 'webhook endpoint disabled: its API key is gone');
		return true;
	}

	/** What waits for a disabled endpoint may be wanted again; for the others it never will be. */
	async #end({ id }: EndpointRecord, state: 'disabled' | 'expired' | 'used'): Promise<Attempted> {
		const { database, endpoints, deliveries } = this.#options;
		if (state !== 'disabled') {
			await database.commitGrouped(() => {
				endpoints.setState(id, state, null);
				deliveries.giveUp(id, WHY_ENDED[state]);
			});
		}
		return NOTHING_FOUND;
	}

	#report(
		{ endpointId, id: eventId }: DeliveryRecord,
		{ result }: DeliveryOutcome,
		disabledBecause: string | null,
	): void {
		const { logger } = this.#options;
		const { attempts, lastStatus, status } = result;
		const entry = { endpointId, eventId, attempts, lastStatus };
		if (disabledBecause !== null) logger.warn(entry, 'webhook endpoint disabled: it only fails');
		else if (status === 'dead') logger.warn(entry, 'webhook delivery given up');
		else logger.debug(entry, `webhook delivery ${status}`);
	}

	#clean(): void {
		const { database, deliveries, clock, logger } = this.#options;
		const now = clock.now();
		database
			.commitGrouped(() => {
				deliveries.giveUpOlder(now - KEEP_DEAD_MS, WHY_ENDED.waited);
				deliveries.forget(now - KEEP_DELIVERED_MS, now - KEEP_DEAD_MS - DAY_MS);
			})
			.catch((err: unknown) => logger.warn({ err }, 'old webhook deliveries were not removed'));
		this.#cancelCleaning = clock.after(HOUR_MS, () => this.#clean());
	}
}
