import { z } from 'zod';
import { listOf, ListQuery } from './list.js';
import type { Route } from './route.js';
import {
	CreatedWebhookEndpoint,
	CreateWebhookEndpoint,
	RotateWebhookSecret,
	UpdateWebhookEndpoint,
	WebhookDelivery,
	WebhookEndpoint,
	WebhookTest,
} from './webhook-endpoints.js';

const OfEndpoint = z.object({ endpointId: z.string().min(1).max(64) });
const OfDelivery = OfEndpoint.extend({ deliveryId: z.string().min(1).max(64) });

/** The rows of webhook endpoints in `ROUTES`. */
export const WEBHOOK_ROUTES = {
	createWebhookEndpoint: {
		method: 'post',
		path: '/v1/webhook-endpoints',
		access: 'webhooks:manage',
		summary: 'Create a webhook endpoint. The secret is shown once.',
		body: CreateWebhookEndpoint,
		responses: { 201: CreatedWebhookEndpoint },
	},
	listWebhookEndpoints: {
		method: 'get',
		path: '/v1/webhook-endpoints',
		access: 'webhooks:manage',
		summary: 'List the webhook endpoints of the sessions this key may use.',
		query: ListQuery,
		responses: { 200: listOf(WebhookEndpoint) },
	},
	getWebhookEndpoint: {
		method: 'get',
		path: '/v1/webhook-endpoints/:endpointId',
		access: 'webhooks:manage',
		summary: 'Get a webhook endpoint.',
		params: OfEndpoint,
		responses: { 200: WebhookEndpoint },
	},
	updateWebhookEndpoint: {
		method: 'patch',
		path: '/v1/webhook-endpoints/:endpointId',
		access: 'webhooks:manage',
		summary: 'Change a webhook endpoint, or take it out of use and into use again.',
		params: OfEndpoint,
		body: UpdateWebhookEndpoint,
		responses: { 200: WebhookEndpoint },
	},
	deleteWebhookEndpoint: {
		method: 'delete',
		path: '/v1/webhook-endpoints/:endpointId',
		access: 'webhooks:manage',
		summary: 'Delete a webhook endpoint with all that waits for it.',
		params: OfEndpoint,
		responses: { 204: null },
	},
	testWebhookEndpoint: {
		method: 'post',
		path: '/v1/webhook-endpoints/:endpointId/test',
		access: 'webhooks:manage',
		summary: 'Post one event of type webhook.test now, and say what came of it.',
		params: OfEndpoint,
		responses: { 200: WebhookTest },
	},
	rotateWebhookSecret: {
		method: 'post',
		path: '/v1/webhook-endpoints/:endpointId/rotate',
		access: 'webhooks:manage',
		summary: 'Make a new secret; for a while requests carry the signature of the old one too.',
		params: OfEndpoint,
		query: RotateWebhookSecret,
		responses: { 200: CreatedWebhookEndpoint },
	},
	listWebhookDeliveries: {
		method: 'get',
		path: '/v1/webhook-endpoints/:endpointId/deliveries',
		access: 'webhooks:manage',
		summary: 'List what was and is to be delivered, oldest first.',
		params: OfEndpoint,
		query: ListQuery,
		responses: { 200: listOf(WebhookDelivery) },
	},
	retryWebhookDelivery: {
		method: 'post',
		path: '/v1/webhook-endpoints/:endpointId/deliveries/:deliveryId/retry',
		access: 'webhooks:manage',
		summary: 'Deliver once more, from the start of the schedule, under the same id.',
		params: OfDelivery,
		responses: { 200: WebhookDelivery },
	},
} as const satisfies Record<string, Route>;
