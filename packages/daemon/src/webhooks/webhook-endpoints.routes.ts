import { callerOf } from '../http/caller-of.js';
import type { Handlers } from '../http/route.js';
import type { WebhookEndpointsService } from './webhook-endpoints.service.js';

type WebhookHandlers = Pick<
	Handlers,
	| 'createWebhookEndpoint'
	| 'listWebhookEndpoints'
	| 'getWebhookEndpoint'
	| 'updateWebhookEndpoint'
	| 'deleteWebhookEndpoint'
	| 'testWebhookEndpoint'
	| 'rotateWebhookSecret'
	| 'listWebhookDeliveries'
	| 'retryWebhookDelivery'
>;

/** `/v1/webhook-endpoints`. */
export const webhookEndpointsRoutes = (service: WebhookEndpointsService): WebhookHandlers => ({
	createWebhookEndpoint: async (request) => ({
		status: 201,
		body: await service.create(request.body, callerOf(request)),
	}),
	listWebhookEndpoints: (request) => ({
		status: 200,
		body: service.list(request.query, callerOf(request)),
	}),
	getWebhookEndpoint: (request) => ({
		status: 200,
		body: service.get(request.params.endpointId, callerOf(request)),
	}),
	updateWebhookEndpoint: async (request) => ({
		status: 200,
		body: await service.update(request.params.endpointId, request.body, callerOf(request)),
	}),
	deleteWebhookEndpoint: (request) => {
		service.delete(request.params.endpointId, callerOf(request));
		return { status: 204 };
	},
	testWebhookEndpoint: async (request) => ({
		status: 200,
		body: await service.test(request.params.endpointId, callerOf(request), request.signal),
	}),
	rotateWebhookSecret: (request) => ({
		status: 200,
		body: service.rotate(request.params.endpointId, request.query, callerOf(request)),
	}),
	listWebhookDeliveries: (request) => ({
		status: 200,
		body: service.deliveries(request.params.endpointId, request.query, callerOf(request)),
	}),
	retryWebhookDelivery: (request) => {
		const { endpointId, deliveryId } = request.params;
		return { status: 200, body: service.retry(endpointId, deliveryId, callerOf(request)) };
	},
});
