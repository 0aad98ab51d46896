import type { Handlers } from '../http/route.js';
import type { ChatsService } from './chats.service.js';

/** `/v1/sessions/:sessionId/chats/:chat/…` */
export const chatsRoutes = (chats: ChatsService): Pick<Handlers, 'markRead' | 'showTyping'> => ({
	markRead: async ({ params, body }) => ({
		status: 200,
		body: { messageIds: await chats.markRead(params.sessionId, params.chat, body.messageIds) },
	}),
	showTyping: async ({ params, body }) => {
		await chats.showTyping(params.sessionId, params.chat, body.state, body.seconds);
		return { status: 204 };
	},
});
