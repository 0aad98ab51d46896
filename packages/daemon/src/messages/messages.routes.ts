import type { Message } from '@waypost/contract';
import type { Handlers, RouteAnswer, RouteRequest } from '../http/route.js';
import { WaypostError } from '../runtime/waypost-error.js';
import { draftOfMessage, draftOfUpload, type Draft } from './accept/draft.js';
import type { Accepted, MessageAcceptance } from './accept/message-acceptance.js';
import type { MessageChangesService } from './message-changes.service.js';
import type { MessagesService } from './messages.service.js';

type Names = 'sendMessage' | 'listMessages' | 'getMessage' | 'editMessage' | 'deleteMessage';
/** A request that makes a message, and may wait for what becomes of it. */
type SendRequest = RouteRequest<'sendMessage' | 'editMessage' | 'deleteMessage'>;

export interface MessagesRoutesOptions {
	acceptance: MessageAcceptance;
	changes: MessageChangesService;
	messages: MessagesService;
}

/** `/v1/sessions/:sessionId/messages…` */
export const messagesRoutes = ({
	acceptance,
	changes,
	messages,
}: MessagesRoutesOptions): Pick<Handlers, Names> => ({
	sendMessage: async (request) => {
		const { params, idempotencyKey } = request;
		const accepted = await acceptance.accept(params.sessionId, draftOf(request), idempotencyKey);
		return answer(messages, request, accepted);
	},
	editMessage: async (request) => {
		const { params, body, idempotencyKey } = request;
		const { sessionId, messageId } = params;
		const accepted = await changes.edit(sessionId, messageId, body.text, idempotencyKey);
		return answer(messages, request, accepted);
	},
	deleteMessage: async (request) => {
		const { params, idempotencyKey } = request;
		const { sessionId, messageId } = params;
		const accepted = await changes.delete(sessionId, messageId, idempotencyKey);
		if (accepted) return answer(messages, request, accepted);
		return { status: 200, body: messages.get(sessionId, messageId) };
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

function draftOf({ body, fields, file }: RouteRequest<'sendMessage'>): Draft {
	if (body) return draftOfMessage(body);
	if (fields && file) return draftOfUpload(fields, file);
	throw new WaypostError('INVALID_REQUEST', 'The multipart body has no part named `file`.', {
		fields: [{ path: '/file', code: 'missing', message: 'Add the file as a part named `file`.' }],
	});
}

async function answer(
	messages: MessagesService,
	request: SendRequest,
	{ messageId, isReplay }: Accepted,
): Promise<RouteAnswer> {
	const { message, reached } = await waitIfAsked(messages, request, messageId);
	return {
		status: reached ? 200 : 202,
		body: message,
		...(isReplay && { headers: { 'Idempotent-Replayed': 'true' } }),
	};
}

async function waitIfAsked(
	messages: MessagesService,
	{ params, query, signal }: SendRequest,
	messageId: string,
): Promise<{ message: Message; reached: boolean }> {
	const { sessionId } = params;
	if (query.wait === undefined) {
		return { message: messages.get(sessionId, messageId), reached: false };
	}
	return messages.waitFor(sessionId, messageId, query.wait, query.timeout * 1_000, signal);
}
