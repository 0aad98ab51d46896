import type { Message } from '@waypost/contract';
import type { Handlers, RouteAnswer, RouteRequest } from '../http/route.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import type { Accepted, MessagesService } from './messages.service.js';

type Names = 'sendMessage' | 'listMessages' | 'getMessage';

/** `/v1/sessions/:sessionId/messages…` */
export const messagesRoutes = (messages: MessagesService): Pick<Handlers, Names> => ({
	sendMessage: async (request) => {
		const accepted = await accept(messages, request);
		const { message, reached } = await waitIfAsked(messages, request, accepted.message);
		return {
			status: reached ? 200 : 202,
			body: message,
			...(accepted.isReplay && { headers: { 'Idempotent-Replayed': 'true' } }),
		} satisfies RouteAnswer;
	},
	listMessages: ({ params, query }) => ({
		status: 200,
		body: messages.list(params.sessionId, query),
	}),
	getMessage: ({ params }) => ({
		status: 200,
		body: messages.get(params.sessionId, params.messageId),
	}),
});

function accept(
	messages: MessagesService,
	request: RouteRequest<'sendMessage'>,
): Promise<Accepted> {
	const { params, body, fields, file } = request;
	const key = parseIdempotencyKey(request.header('Idempotency-Key'));
	if (body) return messages.send(params.sessionId, body, key);
	if (!fields || !file) {
		throw new WaypostError('INVALID_REQUEST', 'The multipart body has no part named `file`.', {
			fields: [{ path: '/file', code: 'missing', message: 'Add the file as a part named `file`.' }],
		});
	}
	return messages.sendFile(params.sessionId, fields, file, key);
}

async function waitIfAsked(
	messages: MessagesService,
	{ params, query, signal }: RouteRequest<'sendMessage'>,
	message: Message,
): Promise<{ message: Message; reached: boolean }> {
	if (query.wait === undefined) return { message, reached: false };
	return messages.waitFor(params.sessionId, message.id, query.wait, query.timeout * 1_000, signal);
}
