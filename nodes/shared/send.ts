import type { IDataObject, IExecuteFunctions, IHttpRequestMethods } from 'n8n-workflow';
import { cancelledMessageError, failedMessageError, strangerError } from './errors';
import { sendOnce } from './idempotency';
import { toWait, type SendOptionValues } from './send-options';
import { requestWaypost } from './waypost-request';
import type { Message } from './waypost-types';

/** A body that is not JSON. */
export interface Form {
	contentType: string;
	body: unknown;
	/** Bytes; for a stream whose length is known. */
	size?: number;
}

export interface Send {
	itemIndex: number;
	/** Tells apart several messages of one item. */
	part?: number;
	session: string;
	/** POST unless said otherwise. */
	method?: IHttpRequestMethods;
	/** After `/messages`, such as `/{messageId}`. */
	path?: string;
	/** What is sent: JSON, or a form that is made anew for each try. */
	body?: IDataObject;
	form?: Form;
	/** What makes two calls of a tool the same; `body` unless said otherwise. */
	content?: unknown;
	/** Milliseconds that the request may take beside what it waits for, when there is a file to move. */
	transferTime?: number;
	options: SendOptionValues;
}

/**
 * Sends by the daemon, once, and waits as far as the options say.
 *
 * @throws NodeApiError when it is refused, and when it ended as failed or cancelled.
 */
export async function sendMessage(context: IExecuteFunctions, send: Send): Promise<Message> {
	const { itemIndex, session, method = 'POST', path = '', body, form, options } = send;
	const { content = body, transferTime = 0 } = send;
	const { query, timeout } = toWait(options);
	const message = await sendOnce(
		context,
		{
			itemIndex,
			content: { session, path, body: content },
			...(send.part !== undefined && { part: send.part }),
		},
		(idempotencyKey) =>
			requestWaypost<Message>(context, {
				method,
				path: `/v1/sessions/${encodeURIComponent(session)}/messages${path}`,
				query,
				headers: { 'idempotency-key': idempotencyKey, ...lengthOf(form) },
				...(body && { body }),
				...(form && { contentType: form.contentType, body: form.body }),
				timeout: timeout + transferTime,
				itemIndex,
			}),
	);
	assertNotLost(context, message, { itemIndex, method });
	return message;
}

/** Whatever is not on its way to WhatsApp must not look as if it was. */
function assertNotLost(
	context: IExecuteFunctions,
	message: Message,
	{ itemIndex, method }: { itemIndex: number; method: IHttpRequestMethods },
): void {
	const node = context.getNode();
	if (typeof message.id !== 'string' || typeof message.status !== 'string') {
		throw strangerError(node, 200, itemIndex);
	}
	if (message.status === 'failed') throw failedMessageError(node, message, itemIndex);
	// What a delete cancels was meant to be cancelled.
	if (message.status === 'cancelled' && method !== 'DELETE') {
		throw cancelledMessageError(node, message, itemIndex);
	}
}

const lengthOf = (form?: Form): Record<string, string> =>
	form?.size === undefined ? {} : { 'content-length': String(form.size) };
