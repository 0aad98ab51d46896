import type { Clock } from '../runtime/clock.js';
import { sign } from './signature.js';
import { secretsOf, type EndpointRecord } from './webhook-endpoint.js';
import type { WebhookReply, WebhookRequester } from './webhook-request.js';

export interface WebhookSenderOptions {
	requester: WebhookRequester;
	clock: Clock;
	/** Of the daemon, for the User-Agent. */
	version: string;
}

/** Posts signed requests, with the headers of Standard Webhooks 1.0. */
export class WebhookSender {
	readonly #requester: WebhookRequester;
	readonly #clock: Clock;
	readonly #version: string;

	constructor({ requester, clock, version }: WebhookSenderOptions) {
		this.#requester = requester;
		this.#clock = clock;
		this.#version = version;
	}

	/** Signs for this moment and posts. Never throws. */
	send(
		endpoint: EndpointRecord,
		{ id, body }: { id: string; body: string },
		signal: AbortSignal,
	): Promise<WebhookReply> {
		const now = this.#clock.now();
		const timestamp = Math.floor(now / 1000);
		return this.#requester.post({
			url: endpoint.url,
			headers: {
				'content-type': 'application/json',
				'user-agent': `Waypost/${this.#version}`,
				'webhook-id': id,
				'webhook-timestamp': String(timestamp),
				'webhook-signature': sign({ id, timestamp, body }, secretsOf(endpoint, now)),
			},
			body,
			signal,
		});
	}
}
