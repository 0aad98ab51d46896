import { z } from 'zod';
import { Group } from './groups.js';
import { SessionId } from './ids.js';
import { listOf, ListQuery } from './list.js';
import { ListMessages, Message } from './messages.js';
import { CheckedNumbers, CheckNumbers } from './numbers.js';
import type { Route } from './route.js';
import {
	EditMessage,
	MarkedRead,
	MarkRead,
	SendFile,
	SendMessage,
	SendQuery,
	ShowTyping,
} from './send-message.js';

const OfSession = z.object({ sessionId: SessionId });
const OfMessage = OfSession.extend({ messageId: z.string().min(1).max(64) });
const OfChat = OfSession.extend({
	chat: z.string().min(1).max(200).meta({ description: 'A phone number or a chat id.' }),
});
const OfGroup = OfSession.extend({ group: z.string().min(1).max(200) });

/** Rows of `ROUTES` for what is said in chats, and to whom. */
export const MESSAGE_ROUTES = {
	sendMessage: {
		method: 'post',
		path: '/v1/sessions/:sessionId/messages',
		access: 'messages:send',
		idempotent: true,
		summary: 'Send a message. 202 once it is stored; 200 when `wait` was reached.',
		params: OfSession,
		query: SendQuery,
		body: SendMessage,
		multipart: SendFile,
		responses: { 200: Message, 202: Message },
	},
	listMessages: {
		method: 'get',
		path: '/v1/sessions/:sessionId/messages',
		access: 'messages:read',
		summary: 'List messages, newest first.',
		params: OfSession,
		query: ListMessages,
		responses: { 200: listOf(Message) },
	},
	getMessage: {
		method: 'get',
		path: '/v1/sessions/:sessionId/messages/:messageId',
		access: 'messages:read',
		summary: 'Get a message with its status history.',
		params: OfMessage,
		responses: { 200: Message },
	},
	editMessage: {
		method: 'patch',
		path: '/v1/sessions/:sessionId/messages/:messageId',
		access: 'messages:send',
		idempotent: true,
		summary:
			'Change the text of a message sent from here. Answers with the edit: a message of its own that is sent like any other.',
		params: OfMessage,
		query: SendQuery,
		body: EditMessage,
		responses: { 200: Message, 202: Message },
	},
	deleteMessage: {
		method: 'delete',
		path: '/v1/sessions/:sessionId/messages/:messageId',
		access: 'messages:send',
		idempotent: true,
		summary:
			'Cancel a message that still waits: 200 with its end. Delete it for everyone otherwise: answers with the delete, a message of its own.',
		params: OfMessage,
		query: SendQuery,
		responses: { 200: Message, 202: Message },
	},
	getMedia: {
		method: 'get',
		path: '/v1/sessions/:sessionId/messages/:messageId/media',
		access: 'media:read',
		summary: 'The bytes of an attachment. Takes Range.',
		params: OfMessage,
		responses: {
			200: { mediaTypes: ['application/octet-stream'] },
			206: { mediaTypes: ['application/octet-stream'] },
		},
	},
	markRead: {
		method: 'post',
		path: '/v1/sessions/:sessionId/chats/:chat/read',
		access: 'messages:send',
		summary: 'Tell the senders that messages of a chat were read.',
		params: OfChat,
		body: MarkRead,
		responses: { 200: MarkedRead },
	},
	showTyping: {
		method: 'post',
		path: '/v1/sessions/:sessionId/chats/:chat/typing',
		access: 'messages:send',
		summary: 'Show “typing…” or “recording…” in a chat, or end it.',
		params: OfChat,
		body: ShowTyping,
		responses: { 204: null },
	},
	checkNumbers: {
		method: 'post',
		path: '/v1/sessions/:sessionId/numbers/check',
		access: 'messages:read',
		summary: 'Ask WhatsApp which phone numbers it knows.',
		params: OfSession,
		body: CheckNumbers,
		responses: { 200: CheckedNumbers },
	},
	listGroups: {
		method: 'get',
		path: '/v1/sessions/:sessionId/groups',
		access: 'messages:read',
		summary: 'List the groups this number is a member of, by id.',
		params: OfSession,
		query: ListQuery,
		responses: { 200: listOf(Group) },
	},
	getGroup: {
		method: 'get',
		path: '/v1/sessions/:sessionId/groups/:group',
		access: 'messages:read',
		summary: 'Get a group with its members.',
		params: OfGroup,
		responses: { 200: Group },
	},
} as const satisfies Record<string, Route>;
