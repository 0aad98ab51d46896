import type { EventLog } from '../events/event-log.js';
import type { KeysService } from '../keys/keys.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Ids } from '../runtime/ids.js';
import type { Logger } from '../runtime/logger.js';
import type { Database } from '../storage/database.js';
import { Deliverer } from './deliverer.js';
import { DeliveriesStore } from './deliveries.store.js';
import { DISABLED } from './disabling.js';
import { OutboundGuard, type OutboundGuardOptions } from '../outbound/outbound-guard.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookEndpointsStore } from './webhook-endpoints.store.js';
import { WebhookRequester } from './webhook-request.js';
import { WebhookSender } from './webhook-sender.js';

export interface WebhooksOptions {
	database: Database;
	events: EventLog;
	keys: Pick<KeysService, 'isValid' | 'onRevoked'>;
	ids: Ids;
	clock: Clock;
	logger: Logger;
	/** Which addresses may be called. */
	outbound: OutboundGuardOptions;
	/** Of the daemon. */
	version: string;
	/** From 0 to 1, for the jitter of retries; `Math.random` by default. */
	random?: () => number;
}

export interface Webhooks {
	readonly service: WebhookEndpointsService;
	/** Begins to deliver, first what an earlier run has left. Events are kept from the start on. */
	start(): void;
	/** Ends the requests under way and leaves them for the next start. May be called twice. */
	close(): Promise<void>;
}

/** Webhooks on a database: every event from now on is kept for the endpoints that want it. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
	const { database, events, keys, ids, clock, logger, version, random = Math.random } = options;
	const guard = new OutboundGuard(options.outbound);
	const endpoints = new WebhookEndpointsStore({ database });
	const deliveries = new DeliveriesStore({ database });
	const requester = new WebhookRequester({ guard, clock });
	const sender = new WebhookSender({ requester, clock, version });
	const deliverer = new Deliverer({
		...{ database, endpoints, deliveries, sender, keys, clock, logger, random },
	});
	const subscriptions = [
		events.onAppend((event) => deliverer.append(event)),
		keys.onRevoked((keyId) => {
			const count = endpoints.disableOf(keyId, DISABLED.keyGone);
			if (count > 0) logger.warn({ keyId, count }, 'webhook endpoints disabled: key revoked');
		}),
	];
	return {
		service: new WebhookEndpointsService({
			...{ endpoints, deliveries, deliverer, sender, guard, ids, clock, logger },
		}),
		start: () => deliverer.start(),
		close: () => {
			for (const unsubscribe of subscriptions) unsubscribe();
			return deliverer.close();
		},
	};
}
