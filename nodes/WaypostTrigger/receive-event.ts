import type {
	IBinaryKeyData,
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { downloadAttachment } from './attachment-file';
import { messageOf, type TriggerEvent } from './event-data';
import { isWanted } from './event-filter';
import { toEventItem } from './event-item';
import { HandledEvents } from './handled-events';
import { optionsOf, type TriggerOptions } from './options';
import { verify, type SignedRequest, type Verdict } from './signature';
import { stateOf } from './trigger-state';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

const REFUSALS: Readonly<Record<Exclude<Verdict, 'valid'>, string>> = {
	unsigned: 'This address takes signed requests of Waypost only.',
	wrong: 'The signature does not fit. Deactivate the workflow and activate it again.',
	'wrong-time':
		'The request is more than five minutes old or from the future. Set the clocks of n8n and Waypost.',
};

/** One request of the daemon: runs the workflow when it is genuine, new and wanted. */
export async function receiveEvent(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	const request = readRequest(context);
	const verdict = verify(request, stateOf(context).secret ?? '', Date.now());
	if (verdict !== 'valid') return answer(response, 401, REFUSALS[verdict]);
	const event = JSON.parse(request.body.toString()) as TriggerEvent;
	if (isTest(event)) return answer(response, 200, 'Waypost Trigger is listening.');
	return await handleOnce(context, response, request.id, event);
}

/** A repeat of an event that ran is taken and ignored. */
async function handleOnce(
	context: IWebhookFunctions,
	response: Response,
	deliveryId: string,
	event: TriggerEvent,
): Promise<IWebhookResponseData> {
	const handled = new HandledEvents(stateOf(context));
	if (handled.isHandled(deliveryId)) return answer(response, 200, 'This event was handled before.');
	if (!handled.begin(deliveryId)) {
		// No Retry-After: the daemon would hold back all other events for it, too.
		return answer(response, 409, 'This event is being handled. Send it again later.');
	}
	try {
		const item = await toRunItem(context, event);
		if (item !== null) return handOver(response, handled, deliveryId, item);
	} catch (error) {
		handled.release(deliveryId);
		context.logger.warn(`An event could not be read from Waypost: ${(error as Error).message}`);
		return answer(response, 503, 'Waypost did not answer n8n. Send it again later.');
	}
	handled.release(deliveryId);
	return answer(response, 200, 'The options of the node leave this event out.');
}

/**
 * n8n answers when it has begun the run, or could not begin it: then a repeat has to run. When Waypost
 * waited no longer, for a large file, nobody hears the answer, and n8n is told to give none.
 */
function handOver(
	response: Response,
	handled: HandledEvents,
	deliveryId: string,
	item: INodeExecutionData,
): IWebhookResponseData {
	const workflowData = [[item]];
	if (response.destroyed) {
		handled.finishUnheard(deliveryId);
		return { workflowData, noWebhookResponse: true };
	}
	response.once('close', () => {
		const isRefused = response.writableFinished && response.statusCode >= 400;
		if (isRefused) handled.release(deliveryId);
		else handled.finish(deliveryId);
	});
	return { workflowData };
}

/** What the workflow runs with; null when it shall not run. */
async function toRunItem(
	context: IWebhookFunctions,
	event: TriggerEvent,
): Promise<INodeExecutionData | null> {
	const options = optionsOf(context);
	if (!(await isWanted(context, event, options))) return null;
	const json = options.simplify === false ? toRawItem(event) : toEventItem(event);
	const binary = await attach(context, event, options, json);
	return { json, ...(binary && { binary }) };
}

/** Puts the file into the item, or the reason why it is not there. */
async function attach(
	context: IWebhookFunctions,
	event: TriggerEvent,
	{ downloadAttachments: isAsked = false, maxFileSize }: TriggerOptions,
	json: IDataObject,
): Promise<IBinaryKeyData | null> {
	const message = messageOf(event);
	if (!isAsked || !message?.attachment) return null;
	const result = await downloadAttachment(context, message, message.attachment, maxFileSize);
	if ('file' in result) return { data: result.file };
	const holder = ((json['data'] as IDataObject | undefined)?.['message'] ?? json) as IDataObject;
	holder['attachment'] = { ...(holder['attachment'] as IDataObject), ...result };
	return null;
}

const toRawItem = (event: TriggerEvent): IDataObject => ({ ...event }) as unknown as IDataObject;

/** Sent by "test" at the daemon, to see whether n8n can be reached. */
const isTest = ({ type }: { type: string }): boolean => type === 'webhook.test';

function readRequest(context: IWebhookFunctions): SignedRequest {
	const { rawBody, body, headers } = context.getRequestObject();
	const header = (name: string): string => String(headers[`webhook-${name}`] ?? '');
	return {
		id: header('id'),
		timestamp: header('timestamp'),
		signatures: header('signature'),
		// Some set-ups of n8n parse the body before; then it fits only if it was written the same way.
		body: Buffer.isBuffer(rawBody) ? rawBody : Buffer.from(JSON.stringify(body ?? null)),
	};
}

function answer(response: Response, status: number, text: string): IWebhookResponseData {
	response.status(status).send(text);
	return { noWebhookResponse: true };
}
