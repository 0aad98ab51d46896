import { z } from 'zod';
import { EVENT_TYPES } from './events.js';
import { SessionId, Timestamp } from './ids.js';
import { rotation } from './rotation.js';

/**
 * `active` gets events. `disabled` was stopped by a person or by the answer 410, `expired` reached
 * its `expiresAt`, `used` was made with `once` and has had its event.
 */
export const WEBHOOK_STATES = ['active', 'disabled', 'expired', 'used'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** `pending` will be tried (again), `dead` was given up and waits for a retry by a person. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

const Url = z
	.url({ protocol: /^https?$/, error: 'Give a URL that begins with http:// or https://.' })
	.max(2048)
	.meta({ example: 'https://n8n.example.com/webhook/waypost' });
const Events = z
	.array(z.enum(EVENT_TYPES))
	.max(100)
	.meta({ description: 'Types of events it gets; empty is all.' });
const Sessions = z
	.array(SessionId)
	.max(1000)
	.meta({ description: 'Sessions it gets events of; empty is all that its key may use.' });
const Chats = z.array(z.string().min(1).max(100)).min(1).max(1000).meta({
	description: 'Chat ids or phone numbers; it gets events of these chats only. Null is all.',
});
const Once = z.boolean().meta({ description: 'Used up by the first event that is delivered.' });
const Description = z.string().trim().max(200);

/** A place that events are posted to, signed as Standard Webhooks 1.0 says. */
export const WebhookEndpoint = z
	.object({
		id: z.string(),
		url: z.string(),
		events: Events,
		sessions: Sessions,
		chats: Chats.nullable(),
		once: Once,
		expiresAt: Timestamp.nullable(),
		description: z.string(),
		state: z.enum(WEBHOOK_STATES),
		disabledBecause: z.string().nullable(),
		createdAt: Timestamp,
		lastDeliveryAt: Timestamp.nullable(),
	})
	.meta({ id: 'WebhookEndpoint' });
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>;

/** The answer of create and rotate: the only time the secret is shown. */
export const CreatedWebhookEndpoint = WebhookEndpoint.extend({
	secret: z.string().meta({ description: '`whsec_` and the base64 of the key of the signatures.' }),
}).meta({ id: 'CreatedWebhookEndpoint' });
export type CreatedWebhookEndpoint = z.infer<typeof CreatedWebhookEndpoint>;

export const CreateWebhookEndpoint = z
	.strictObject({
		url: Url,
		events: Events.default([]),
		sessions: Sessions.default([]),
		chats: Chats.nullable().default(null),
		once: Once.default(false),
		expiresAt: Timestamp.nullable().default(null),
		description: Description.default(''),
		secret: z
			.string()
			.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'Use `whsec_` and the base64 of 24 to 64 bytes.')
			.optional()
			.meta({ description: 'Made by the daemon when absent.' }),
	})
	.meta({ id: 'CreateWebhookEndpoint' });
export type CreateWebhookEndpoint = z.input<typeof CreateWebhookEndpoint>;

export const UpdateWebhookEndpoint = z
	.strictObject({
		url: Url.optional(),
		events: Events.optional(),
		sessions: Sessions.optional(),
		chats: Chats.nullable().optional(),
		once: Once.optional(),
		expiresAt: Timestamp.nullable().optional(),
		description: Description.optional(),
		state: z.enum(['active', 'disabled']).optional(),
	})
	.meta({ id: 'UpdateWebhookEndpoint' });
export type UpdateWebhookEndpoint = z.input<typeof UpdateWebhookEndpoint>;

export const RotateWebhookSecret = rotation(
	'Seconds for which requests carry the signature of the old secret too.',
);
export type RotateWebhookSecret = z.input<typeof RotateWebhookSecret>;

/** One event on its way to one endpoint. `id` is the event's, and the header `webhook-id`. */
export const WebhookDelivery = z
	.object({
		id: z.string(),
		eventId: z.string(),
		type: z.enum(EVENT_TYPES),
		status: z.enum(DELIVERY_STATUSES),
		attempts: z.number().int(),
		nextAttemptAt: Timestamp.nullable(),
		lastStatus: z
			.number()
			.int()
			.nullable()
			.meta({ description: 'HTTP status of the last answer.' }),
		lastError: z.string().nullable(),
		createdAt: Timestamp,
		deliveredAt: Timestamp.nullable(),
	})
	.meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** What came of a test: one signed request with an event of type `webhook.test`, never repeated. */
export const WebhookTest = z
	.object({
		delivered: z.boolean(),
		status: z.number().int().nullable(),
		error: z.string().nullable(),
	})
	.meta({ id: 'WebhookTest' });
export type WebhookTest = z.infer<typeof WebhookTest>;
