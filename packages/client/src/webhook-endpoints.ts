import type {
	CreatedWebhookEndpoint,
	CreateWebhookEndpoint,
	Page,
	UpdateWebhookEndpoint,
	WebhookDelivery,
	WebhookEndpoint,
	WebhookTest,
} from '@waypost/contract';
import { path } from './address.js';
import { rowsOf, type ListOptions } from './pages.js';
import type { Requester } from './request.js';
import type { CallOptions } from './sessions.js';

export interface RotateSecretOptions extends CallOptions {
	/** Seconds for which requests carry both signatures, 0 to 604,800. Default: 86,400, a day. */
	grace?: number;
}

/** Where a daemon posts its events to. All of it needs `webhooks:manage`. */
export class WebhookEndpoints {
	readonly #requester: Requester;

	constructor(requester: Requester) {
		this.#requester = requester;
	}

	/**
	 * Creates an endpoint; `secret` in the answer is shown this one time and is what `verifyWebhook`
	 * takes. Without `events` or `sessions` it gets all that the key may see.
	 *
	 * @example
	 * const { secret } = await waypost.webhookEndpoints.create({
	 *   url: 'http://127.0.0.1:5678/webhook/waypost',
	 *   events: ['message.received'],
	 * });
	 * @throws ApiError `URL_BLOCKED` (422), `SESSION_NOT_FOUND` (404)
	 */
	create(
		endpoint: CreateWebhookEndpoint,
		options: CallOptions = {},
	): Promise<CreatedWebhookEndpoint> {
		return this.#requester.json({
			method: 'POST',
			path: '/v1/webhook-endpoints',
			body: endpoint,
			signal: options.signal,
		});
	}

	/** One page of the endpoints, without their secrets. */
	list(options: ListOptions = {}): Promise<Page<WebhookEndpoint>> {
		const { signal, ...query } = options;
		return this.#requester.json({ method: 'GET', path: '/v1/webhook-endpoints', query, signal });
	}

	/** Every endpoint, page after page. */
	listAll(options: ListOptions = {}): AsyncGenerator<WebhookEndpoint, void, undefined> {
		return rowsOf((page) => this.list(page), options);
	}

	/** One endpoint. @throws ApiError `WEBHOOK_NOT_FOUND` (404) */
	get(endpointId: string, options: CallOptions = {}): Promise<WebhookEndpoint> {
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/webhook-endpoints/${endpointId}`,
			signal: options.signal,
		});
	}

	/** Changes what is given; `state: 'active'` takes a disabled one into use again. */
	update(
		endpointId: string,
		change: UpdateWebhookEndpoint,
		options: CallOptions = {},
	): Promise<WebhookEndpoint> {
		return this.#requester.json({
			method: 'PATCH',
			path: path`/v1/webhook-endpoints/${endpointId}`,
			body: change,
			signal: options.signal,
		});
	}

	/** Deletes an endpoint with all that waits for it. */
	delete(endpointId: string, options: CallOptions = {}): Promise<void> {
		return this.#requester.nothing({
			method: 'DELETE',
			path: path`/v1/webhook-endpoints/${endpointId}`,
			signal: options.signal,
		});
	}

	/** Posts one event of type `webhook.test` now, and says what came of it. */
	test(endpointId: string, options: CallOptions = {}): Promise<WebhookTest> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/webhook-endpoints/${endpointId}/test`,
			signal: options.signal,
		});
	}

	/** Makes a new secret, shown this one time; for `grace` seconds both sign. */
	rotate(endpointId: string, options: RotateSecretOptions = {}): Promise<CreatedWebhookEndpoint> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/webhook-endpoints/${endpointId}/rotate`,
			query: { grace: options.grace },
			signal: options.signal,
		});
	}

	/** One page of what was and is to be delivered, oldest first. */
	deliveries(endpointId: string, options: ListOptions = {}): Promise<Page<WebhookDelivery>> {
		const { signal, ...query } = options;
		return this.#requester.json({
			method: 'GET',
			path: path`/v1/webhook-endpoints/${endpointId}/deliveries`,
			query,
			signal,
		});
	}

	/** Delivers once more, under the same id. @throws ApiError `DELIVERY_NOT_FOUND` (404) */
	retry(
		endpointId: string,
		deliveryId: string,
		options: CallOptions = {},
	): Promise<WebhookDelivery> {
		return this.#requester.json({
			method: 'POST',
			path: path`/v1/webhook-endpoints/${endpointId}/deliveries/${deliveryId}/retry`,
			signal: options.signal,
		});
	}
}
