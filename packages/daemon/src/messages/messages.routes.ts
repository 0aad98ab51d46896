import type { Message } from '@waypost/contract';
import type { Handlers, RouteAnswer, RouteRequest } from '../http/route.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { parseIdempotencyKey } from './idempotency-key.js';
import type { Accepted, MessageAcceptance } from './message-acceptance.js';
import type { MessagesService } from './messages.service.js';

type Names = 'sendMessage' | 'listMessages' | 'getMessage';

export interface MessagesRoutesOptions {
	acceptance: MessageAcceptance;
	messages: MessagesService;
}

/** `/v1/sessions/:sessionId/messages…` */
export const messagesRoutes = ({
	acceptance,
	messages,
}: MessagesRoutesOptions): Pick<Handlers, Names> => ({
	sendMessage: async (request) => {
		const { messageId, isReplay } = await accept(acceptance, request);
		const { message, reached } = await waitIfAsked(messages, request, messageId);
		return {
			status: reached ? 200 : 202,
			body: message,
			...(isReplay && { headers: { 'Idempotent-Replayed': 'true' } }),
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
	acceptance: MessageAcceptance,
	request: RouteRequest<'sendMessage'>,
): Promise<Accepted> {
	const { params, body, fields, file } = request;
	const key = parseIdempotencyKey(request.header('Idempotency-Key'));
	if (body) return acceptance.send(params.sessionId, body, key);
	if (!fields || !file) {
		throw new WaypostError('INVALID_REQUEST', 'The multipart body has no part named `file`.', {
			fields: [{ path: '/file', code: 'missing', message: 'Add the file as a part named `file`.' }],
		});
	}
	return acceptance.sendFile(params.sessionId, fields, file, key);
}

async function waitIfAsked(
	messages: MessagesService,
	{ params, query, signal }: RouteRequest<'sendMessage'>,
	messageId: string,
): Promise<{ message: Message; reached: boolean }> {
	const { sessionId } = params;
	if (query.wait === undefined) {
		return { message: messages.get(sessionId, messageId), reached: false };
	}
	return messages.waitFor(sessionId, messageId, query.wait, query.timeout * 1_000, signal);
}
