import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { toOutput } from '../../shared/message-item';
import { requestWaypost } from '../../shared/waypost-request';
import type { Message, WaypostEvent } from '../../shared/waypost-types';
import { isApproval, toApproval } from './approval';
import { toReplyOutputs } from './reply-outputs';

/**
 * What the daemon posts to the resume URL while the execution waits. Anything but a message leaves
 * it waiting. The endpoint stays: should n8n be unable to go on, the daemon tells it again.
 */
export async function receiveReply(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { type, data } = this.getBodyData() as unknown as Partial<WaypostEvent>;
	const reply = data?.['message'] as Message | undefined;
	if (type !== 'message.received' || reply === undefined) return {};
	if (isApproval(this.getNode())) return { workflowData: [[{ json: toApproval(reply) }]] };
	const question = await questionOf(this, reply.sessionId);
	const json = toReplyItem(
		reply,
		question,
		this.getNodeParameter('options.simplify', true) !== false,
	);
	return { workflowData: toReplyOutputs(this.getNode(), { json, pairedItem: { item: 0 } }) };
}

/** A reply as an item, with what it answers. */
export const toReplyItem = (
	reply: Message,
	question: Question | undefined,
	isSimple: boolean,
): IDataObject => ({
	...toOutput(reply, isSimple),
	...(question && { question: { id: question.id, text: question.text } }),
});

type Question = Pick<Message, 'id' | 'text'>;

/** Which message was sent stands in the resume URL; its words are at the daemon. */
async function questionOf(
	context: IWebhookFunctions,
	session: string,
): Promise<Question | undefined> {
	const id = (context.getQueryData() as IDataObject)['question'];
	if (typeof id !== 'string') return undefined;
	const question = await attempt(
		requestWaypost<Message>(context, {
			method: 'GET',
			path: `/v1/sessions/${encodeURIComponent(session)}/messages/${encodeURIComponent(id)}`,
			timeout: 5_000,
		}),
	);
	return { id, text: question?.text ?? null };
}

const attempt = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);
