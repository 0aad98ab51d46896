import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { toList } from '../shared/send-options';
import { waypostCodeOf } from '../shared/errors';
import { requestWaypost } from '../shared/waypost-request';
import type { CreatedWebhookEndpoint } from '../shared/waypost-types';
import {
	deleteEndpoint,
	endpointPath,
	ENDPOINTS,
	listEndpoints,
} from '../shared/webhook-endpoints';
import { chosenSession, eventsOf, optionsOf } from './options';
import { stateOf } from './trigger-state';

const MAX_DESCRIPTION = 200;
const TEST_ENDPOINT_MS = 10 * 60_000;

/**
 * The webhook endpoint at the daemon. It is brought to what the node says now: an endpoint that is
 * still there keeps the events that waited while n8n was away.
 */
export async function adoptEndpoint(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	if (state.endpointId === undefined || state.secret === undefined) return false;
	try {
		await requestWaypost(context, {
			method: 'PATCH',
			path: endpointPath(state.endpointId),
			body: { ...wantedOf(context), state: 'active', once: false },
		});
		return true;
	} catch (error) {
		// Every error of a request has its words already.
		if (waypostCodeOf(error) !== 'WEBHOOK_NOT_FOUND') throw error as Error;
		context.logger.debug('The webhook endpoint is gone at Waypost; another is created.');
		return false;
	}
}

/** Creates the endpoint. Its secret is shown this once. */
export async function createEndpoint(context: IHookFunctions): Promise<boolean> {
	await assertSession(context);
	const { id, secret, url } = await requestWaypost<CreatedWebhookEndpoint>(context, {
		method: 'POST',
		path: ENDPOINTS,
		body: wantedOf(context),
	});
	const state = stateOf(context);
	state.endpointId = id;
	state.secret = secret;
	await removeLeftovers(context, url, id);
	return true;
}

/** Deletes it. A daemon that is away keeps nobody from deactivating: it is deleted next time. */
export async function removeEndpoint(context: IHookFunctions): Promise<boolean> {
	const state = stateOf(context);
	const { endpointId } = state;
	delete state.endpointId;
	delete state.secret;
	if (endpointId === undefined) return true;
	try {
		await deleteEndpoint(context, endpointId);
	} catch (error) {
		state.leftoverId = endpointId;
		context.logger.warn(
			`The webhook endpoint ${endpointId} stays at Waypost until the workflow is activated again: ${(error as Error).message}`,
		);
	}
	return true;
}

/** The daemon takes names of sessions to come; here such a name is a slip, and nothing would ever come. */
async function assertSession(context: IHookFunctions): Promise<void> {
	const session = chosenSession(context);
	if (session === null) return;
	await requestWaypost(context, {
		method: 'GET',
		path: `/v1/sessions/${encodeURIComponent(session)}`,
	});
}

/** What the endpoint shall be like. */
function wantedOf(context: IHookFunctions): IDataObject {
	const chats = toList(optionsOf(context).chats);
	const session = chosenSession(context);
	const name = context.getWorkflow().name ?? '';
	return {
		url: context.getNodeWebhookUrl('default'),
		events: eventsOf(context),
		sessions: session === null ? [] : [session],
		chats: chats.length > 0 ? chats : null,
		description: `n8n: ${name}`.slice(0, MAX_DESCRIPTION).trim(),
		expiresAt: expiryOf(context),
	};
}

/** "Listen for test event" lasts two minutes in n8n; what an n8n that died left behind ends by itself. */
const expiryOf = (context: IHookFunctions): string | null =>
	context.getActivationMode() === 'manual'
		? new Date(Date.now() + TEST_ENDPOINT_MS).toISOString()
		: null;

/**
 * Endpoints of former activations: one that could not be deleted, and those that post to the same
 * URL, which are unknown here when n8n's database was restored. Nobody has their secrets any more.
 */
async function removeLeftovers(context: IHookFunctions, url: string, ownId: string) {
	const state = stateOf(context);
	try {
		const same = (await listEndpoints(context)).filter((endpoint) => endpoint.url === url);
		const ids = new Set([...same.map(({ id }) => id), state.leftoverId]);
		for (const id of ids) {
			if (id !== undefined && id !== ownId) await deleteEndpoint(context, id);
		}
		delete state.leftoverId;
	} catch (error) {
		context.logger.warn(
			`An old webhook endpoint for ${url} may be left at Waypost: ${(error as Error).message}`,
		);
	}
}
