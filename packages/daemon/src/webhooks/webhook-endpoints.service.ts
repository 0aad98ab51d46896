import type {
	CreatedWebhookEndpoint,
	CreateWebhookEndpoint,
	Page,
	UpdateWebhookEndpoint,
	WebhookDelivery,
	WebhookEndpoint,
	WebhookTest,
} from '@waypost/contract';
import type { z } from 'zod';
import type { Caller } from '../keys/caller.js';
import { parseRecipient } from '../messages/recipient.js';
import { toIso, toIsoOrNull, type Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import { WaypostError } from '../runtime/waypost-error.js';
import type { Deliverer } from './deliverer.js';
import type { DeliveriesStore, DeliveryRecord } from './deliveries.store.js';
import type { OutboundGuard } from '../outbound/outbound-guard.js';
import { generateSecret, isSecret } from './signature.js';
import { reachOf, stateOf, type EndpointRecord } from './webhook-endpoint.js';
import type { WebhookEndpointsStore } from './webhook-endpoints.store.js';
import type { WebhookSender } from './webhook-sender.js';

export interface WebhookEndpointsServiceOptions {
	endpoints: WebhookEndpointsStore;
	deliveries: DeliveriesStore;
	deliverer: Deliverer;
	sender: WebhookSender;
	guard: OutboundGuard;
	ids: Ids;
	clock: Clock;
	logger: Logger;
}

/** Checked requests, with the schemas' defaults filled in. */
export type NewWebhookEndpoint = z.output<typeof CreateWebhookEndpoint>;
export type WebhookEndpointChange = z.output<typeof UpdateWebhookEndpoint>;

interface PageQuery {
	after?: string | undefined;
	limit: number;
}

const invalid = (field: string, message: string): WaypostError =>
	new WaypostError('INVALID_REQUEST', message, {
		fields: [{ path: `/${field}`, code: 'invalid', message }],
	});

/** A chat id as it is, a phone number in E.164, whatever its spelling. */
function cleanChat(text: string): string {
	const recipient = parseRecipient(text);
	return recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber;
}

const toDelivery = (record: DeliveryRecord): WebhookDelivery => ({
	id: record.id,
	eventId: record.id,
	type: record.type,
	status: record.status,
	attempts: record.attempts,
	nextAttemptAt: record.status === 'pending' ? toIso(record.nextAt) : null,
	lastStatus: record.lastStatus,
	lastError: record.lastError,
	createdAt: toIso(record.createdAt),
	deliveredAt: toIsoOrNull(record.deliveredAt),
});

const pageOf = <T extends { id: string }>(rows: readonly T[], limit: number): string | null =>
	rows.length === limit ? (rows.at(-1)?.id ?? null) : null;

/** Where events are posted to: made, changed and looked at by those who may use its sessions. */
export class WebhookEndpointsService {
	readonly #options: WebhookEndpointsServiceOptions;

	constructor(options: WebhookEndpointsServiceOptions) {
		this.#options = options;
	}

	/**
	 * The secret is in this answer and in no other.
	 *
	 * @throws WaypostError URL_BLOCKED, SESSION_NOT_FOUND, INVALID_NUMBER in `chats`, INVALID_REQUEST.
	 */
	async create(input: NewWebhookEndpoint, caller: Caller): Promise<CreatedWebhookEndpoint> {
		const { clock, ids } = this.#options;
		const { secret = generateSecret(), expiresAt, ...rest } = input;
		if (!isSecret(secret))
			throw invalid('secret', 'Use `whsec_` and the base64 of 24 to 64 bytes.');
		const record: EndpointRecord = {
			...rest,
			id: ids.next(),
			chats: rest.chats && rest.chats.map(cleanChat),
			expiresAt: this.#toTime(expiresAt),
			...{ state: 'active', disabledBecause: null, secret, oldSecret: null, oldSecretUntil: null },
			keyId: caller.keyId,
			keySessions: [...caller.sessions],
			createdAt: clock.now(),
			lastDeliveryAt: null,
			failingSince: null,
		};
		await this.#save(record, caller);
		this.#audit('created', record.id, caller);
		return { ...this.#toEndpoint(record), secret };
	}

	/** By id, the oldest first. */
	list({ after, limit }: PageQuery, caller: Caller): Page<WebhookEndpoint> {
		const records = this.#options.endpoints.list(after ?? '', limit);
		const visible = records.filter((record) => this.#isInReach(record, caller));
		return {
			data: visible.map((record) => this.#toEndpoint(record)),
			next: pageOf(records, limit),
		};
	}

	/** @throws WaypostError WEBHOOK_NOT_FOUND. */
	get(id: string, caller: Caller): WebhookEndpoint {
		return this.#toEndpoint(this.#find(id, caller));
	}

	/**
	 * Changes what is given. Set to `active` again, it goes on at once with what waited while it was
	 * disabled, and the caller's key answers for it from then on.
	 *
	 * @throws WaypostError WEBHOOK_NOT_FOUND, and those of `create`.
	 */
	async update(
		id: string,
		change: WebhookEndpointChange,
		caller: Caller,
	): Promise<WebhookEndpoint> {
		const { expiresAt, chats, ...rest } = change;
		const times = expiresAt === undefined ? {} : { expiresAt: this.#toTime(expiresAt) };
		const cleaned = chats === undefined ? {} : { chats: chats && chats.map(cleanChat) };
		const given = Object.fromEntries(
			Object.entries(rest).filter(([, value]) => value !== undefined),
		) as Partial<EndpointRecord>;
		const next = (): EndpointRecord => ({
			...this.#find(id, caller),
			...{ ...given, ...times, ...cleaned },
			...(rest.state && { disabledBecause: null }),
			...(rest.state === 'active' && { failingSince: null, keyId: caller.keyId }),
		});
		const record = await this.#save(next(), caller, next);
		this.#audit('changed', id, caller);
		return this.#toEndpoint(record);
	}

	/** At once, with all that waits for it. @throws WaypostError WEBHOOK_NOT_FOUND. */
	delete(id: string, caller: Caller): void {
		this.#find(id, caller);
		this.#options.endpoints.delete(id);
		this.#options.deliverer.drop(id);
		this.#audit('deleted', id, caller);
	}

	/**
	 * Makes a new secret; for `grace` seconds requests carry signatures of both.
	 *
	 * @throws WaypostError WEBHOOK_NOT_FOUND.
	 */
	rotate(id: string, { grace }: { grace: number }, caller: Caller): CreatedWebhookEndpoint {
		const { endpoints, clock } = this.#options;
		const old = this.#find(id, caller);
		const secret = generateSecret();
		const oldSecretUntil = clock.now() + grace * 1000;
		const record = { ...old, secret, oldSecret: old.secret, oldSecretUntil };
		endpoints.put(record);
		this.#audit('rotated', id, caller);
		return { ...this.#toEndpoint(record), secret };
	}

	/** Posts one event of type `webhook.test`, whatever the state. @throws WaypostError WEBHOOK_NOT_FOUND. */
	async test(id: string, caller: Caller, signal: AbortSignal): Promise<WebhookTest> {
		const { sender, ids, clock } = this.#options;
		const endpoint = this.#find(id, caller);
		const eventId = ids.next();
		const event = { id: eventId, type: 'webhook.test', sessionId: null, at: toIso(clock.now()) };
		const body = JSON.stringify({ ...event, data: {} });
		const { status, error } = await sender.send(endpoint, { id: eventId, body }, signal);
		return { delivered: error === null, status, error };
	}

	/** Oldest first. @throws WaypostError WEBHOOK_NOT_FOUND. */
	deliveries(id: string, { after, limit }: PageQuery, caller: Caller): Page<WebhookDelivery> {
		this.#find(id, caller);
		const records = this.#options.deliveries.list(id, after, limit);
		return { data: records.map(toDelivery), next: pageOf(records, limit) };
	}

	/**
	 * Delivers again, from the start of the schedule, under the same id.
	 *
	 * @throws WaypostError WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND, INVALID_REQUEST while the endpoint is
	 *   not active.
	 */
	retry(id: string, deliveryId: string, caller: Caller): WebhookDelivery {
		const { deliveries, deliverer, clock } = this.#options;
		const endpoint = this.#find(id, caller);
		const delivery = deliveries.get(id, deliveryId);
		if (!delivery) throw new WaypostError('DELIVERY_NOT_FOUND');
		const state = stateOf(endpoint, clock.now());
		if (state !== 'active') {
			throw invalid('endpointId', `The webhook endpoint is ${state}. Set it to active first.`);
		}
		const again = { status: 'pending' as const, attempts: 0, nextAt: clock.now() };
		const record = { ...delivery, ...again, deliveredAt: null };
		deliveries.update(delivery.seq, record);
		deliverer.resume(id);
		return toDelivery(record);
	}

	/**
	 * @param next - makes the record anew after the wait for addresses, in which it may have changed.
	 */
	async #save(
		draft: EndpointRecord,
		caller: Caller,
		next = (): EndpointRecord => draft,
	): Promise<EndpointRecord> {
		const { endpoints, deliveries, deliverer, guard, clock } = this.#options;
		this.#assertSessions(draft, caller);
		await guard.assertAllowed(new URL(draft.url));
		const record = next();
		endpoints.put(record);
		// Whoever changes it wants what waits to be tried now, not after the wait of a failure.
		deliveries.hasten(record.id, clock.now());
		deliverer.resume(record.id);
		return record;
	}

	/** Sessions outside the key's list do not exist for it. */
	#assertSessions(record: EndpointRecord, caller: Caller): void {
		const unknown = record.sessions.find((sessionId) => !caller.maySee(sessionId));
		if (unknown !== undefined) {
			throw new WaypostError(
				'SESSION_NOT_FOUND',
				`There is no session ${unknown} for this key. List those it may use with GET /v1/sessions.`,
			);
		}
		if (this.#isInReach(record, caller)) return;
		throw invalid(
			'sessions',
			'Name the sessions: this endpoint was made by a key with more of them.',
		);
	}

	#isInReach(record: EndpointRecord, caller: Caller): boolean {
		return reachOf(record).every((id) =>
			id === '*' ? caller.sessions.includes('*') : caller.maySee(id),
		);
	}

	#find(id: string, caller: Caller): EndpointRecord {
		const record = this.#options.endpoints.get(id);
		if (record && this.#isInReach(record, caller)) return record;
		throw new WaypostError(
			'WEBHOOK_NOT_FOUND',
			`There is no webhook endpoint ${id}. List them with GET /v1/webhook-endpoints.`,
		);
	}

	#toTime(expiresAt: string | null): number | null {
		const time = expiresAt === null ? null : Date.parse(expiresAt);
		if (time !== null && time <= this.#options.clock.now()) {
			throw invalid('expiresAt', '`expiresAt` has passed. Give a time to come.');
		}
		return time;
	}

	#toEndpoint(record: EndpointRecord): WebhookEndpoint {
		return {
			id: record.id,
			url: record.url,
			events: record.events,
			sessions: record.sessions,
			chats: record.chats,
			once: record.once,
			expiresAt: toIsoOrNull(record.expiresAt),
			description: record.description,
			state: stateOf(record, this.#options.clock.now()),
			disabledBecause: record.disabledBecause,
			createdAt: toIso(record.createdAt),
			lastDeliveryAt: toIsoOrNull(record.lastDeliveryAt),
		};
	}

	#audit(what: string, endpointId: string, caller: Caller): void {
		const by = caller.keyId ?? 'admin';
		this.#options.logger.info({ endpointId, by }, `webhook endpoint ${what}`);
	}
}
