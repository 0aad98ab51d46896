import type { Message, MessageStatus } from '@waypost/contract';
import { toIso } from '../runtime/clock.js';
import type { StoredMessage } from './messages.store.js';

export interface ViewContext {
	statusHistory: { status: MessageStatus; at: number }[];
	waiting: Message['waiting'];
}

/** A message as the API shows it. */
export function viewMessage(message: StoredMessage, context: ViewContext): Message {
	const { id, sessionId, attachment } = message;
	return {
		id,
		sessionId,
		direction: message.direction,
		chat: message.chat,
		from: message.from,
		kind: message.kind,
		text: message.text,
		attachment: attachment && {
			...attachment,
			url: `/v1/sessions/${sessionId}/messages/${id}/media`,
		},
		replyTo: message.replyTo,
		status: message.status,
		statusHistory: context.statusHistory.map(({ status, at }) => ({ status, at: toIso(at) })),
		error: message.error,
		waiting: context.waiting,
		whatsappId: message.whatsappId,
		at: toIso(message.at),
	};
}
