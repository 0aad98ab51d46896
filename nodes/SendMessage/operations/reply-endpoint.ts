import { createHash } from 'node:crypto';
import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { requestWaypost, type Caller } from '../../shared/waypost-request';
import type { List, Message, WebhookEndpoint } from '../../shared/waypost-types';

const PATH = '/v1/webhook-endpoints';
const OURS = 'n8n waits for a reply';
/** n8n answers the daemon within its patience, so what is done before the answer must be quick. */
const TIMEOUT_MS = 5_000;

/** Has the daemon tell this execution of the next message in the chat of a question. */
export const createReplyEndpoint = (
	context: IExecuteFunctions,
	{ question, until }: { question: Message; until: Date },
): Promise<WebhookEndpoint> =>
	requestWaypost<WebhookEndpoint>(context, {
		method: 'POST',
		path: PATH,
		body: {
			url: context.getSignedResumeUrl({ question: question.id }),
			events: ['message.received'],
			sessions: [question.sessionId],
			chats: [question.chat.id],
			once: true,
			// A minute more: n8n decides when the wait is over.
			expiresAt: new Date(until.getTime() + 60_000).toISOString(),
			description: nameOf(context),
		},
	});

export const deleteReplyEndpoint = async (caller: Caller, id: string): Promise<void> => {
	await requestWaypost(caller, {
		method: 'DELETE',
		path: `${PATH}/${encodeURIComponent(id)}`,
		timeout: TIMEOUT_MS,
	});
};

/**
 * Deletes what this node made in this execution before, in an earlier try or lap, and what nothing
 * comes to any more because its wait is over.
 */
export async function deleteOldReplyEndpoints(
	caller: IExecuteFunctions | IWebhookFunctions,
): Promise<void> {
	const name = nameOf(caller);
	for (const { id, description, state } of await listEndpoints(caller)) {
		const isOver = description.startsWith(OURS) && ['used', 'expired'].includes(state);
		if (description === name || isOver) await deleteReplyEndpoint(caller, id);
	}
}

async function listEndpoints(caller: Caller): Promise<WebhookEndpoint[]> {
	const endpoints: WebhookEndpoint[] = [];
	for (let after: string | null | undefined; after !== null; ) {
		const page: List<WebhookEndpoint> = await requestWaypost(caller, {
			method: 'GET',
			path: PATH,
			query: { limit: 1000, ...(after !== undefined && { after }) },
			timeout: TIMEOUT_MS,
		});
		endpoints.push(...page.data);
		after = page.next;
	}
	return endpoints;
}

/** The same for every try of a node in an execution, and for no other. */
function nameOf(caller: IExecuteFunctions | IWebhookFunctions): string {
	const executionId = caller.getExecutionId();
	const place = [caller.getInstanceId(), executionId, caller.getNode().id];
	const mark = createHash('sha256').update(JSON.stringify(place)).digest('hex').slice(0, 16);
	return `${OURS} (execution ${executionId}, ${mark})`;
}
