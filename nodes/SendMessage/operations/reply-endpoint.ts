import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { placeOf } from '../../shared/idempotency';
import { requestWaypost, type Caller } from '../../shared/waypost-request';
import type { Message, WebhookEndpoint } from '../../shared/waypost-types';
import { deleteEndpoint, ENDPOINTS, listEndpoints } from '../../shared/webhook-endpoints';

const OURS = 'n8n waits for a reply';
/** Who answers at once shall not be missed for long. */
const TIMEOUT_MS = 5_000;

/** Has the daemon tell this execution of the next message in the chat of a question. */
export const createReplyEndpoint = (
	context: IExecuteFunctions,
	{ question, until }: { question: Message; until: Date },
): Promise<WebhookEndpoint> =>
	requestWaypost<WebhookEndpoint>(context, {
		method: 'POST',
		path: ENDPOINTS,
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

export const deleteReplyEndpoint = (caller: Caller, id: string): Promise<void> =>
	deleteEndpoint(caller, id, TIMEOUT_MS);

/**
 * Deletes what this node made in this execution before, in an earlier try or lap, and of all executions
 * what nothing comes to any more because its wait is over.
 */
export async function deleteOldReplyEndpoints(context: IExecuteFunctions): Promise<void> {
	const name = nameOf(context);
	const endpoints = await listEndpoints(context, TIMEOUT_MS);
	for (const { id, description } of endpoints) {
		if (description === name) await deleteReplyEndpoint(context, id);
	}
	try {
		for (const { id } of endpoints.filter(isOver)) await deleteReplyEndpoint(context, id);
	} catch (error) {
		// The next question tries again.
		context.logger.debug(`Old webhook endpoints are left at Waypost: ${(error as Error).message}`);
	}
}

const isOver = ({ description, state }: WebhookEndpoint): boolean =>
	description.startsWith(OURS) && ['used', 'expired'].includes(state);

/** The same for every try of a node in an execution, and for no other. */
function nameOf(context: IExecuteFunctions): string {
	const executionId = context.getExecutionId();
	const place = JSON.stringify(placeOf(context));
	const mark = createHash('sha256').update(place).digest('hex').slice(0, 16);
	return `${OURS} (execution ${executionId}, ${mark})`;
}
