import { waypostCodeOf } from './errors';
import type { List, WebhookEndpoint } from './waypost-types';
import { requestWaypost, type Caller } from './waypost-request';

export const ENDPOINTS = '/v1/webhook-endpoints';

export const endpointPath = (id: string): string => `${ENDPOINTS}/${encodeURIComponent(id)}`;

/**
 * All webhook endpoints that the API key may see.
 *
 * @param timeout - milliseconds for each page.
 */
export async function listEndpoints(caller: Caller, timeout?: number): Promise<WebhookEndpoint[]> {
	const endpoints: WebhookEndpoint[] = [];
	for (let after: string | null | undefined; after !== null; ) {
		const page: List<WebhookEndpoint> = await requestWaypost(caller, {
			method: 'GET',
			path: ENDPOINTS,
			query: { limit: 1000, ...(after !== undefined && { after }) },
			...(timeout !== undefined && { timeout }),
		});
		endpoints.push(...page.data);
		after = page.next;
	}
	return endpoints;
}

/** Deletes one. That somebody else was quicker is as good. */
export async function deleteEndpoint(caller: Caller, id: string, timeout?: number): Promise<void> {
	try {
		await requestWaypost(caller, {
			method: 'DELETE',
			path: endpointPath(id),
			...(timeout !== undefined && { timeout }),
		});
	} catch (error) {
		if (waypostCodeOf(error) !== 'WEBHOOK_NOT_FOUND') throw error as Error;
	}
}
