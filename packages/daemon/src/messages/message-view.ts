import type { MemberReceipt, Message, MessageStatus } from '@waypost/contract';
import { toIso, toIsoOrNull } from '../runtime/clock.js';
import type { StoredMessage } from './messages.store.js';

export interface ViewContext {
	statusHistory: { status: MessageStatus; at: number }[];
	waiting: Message['waiting'];
	receipts: MemberReceipt[];
}

/** A message as the API shows it. */
export function viewMessage(message: StoredMessage, context: ViewContext): Message {
	const { id, sessionId, attachment, details } = message;
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
		location: details.location ?? null,
		contacts: details.contacts ?? [],
		poll: details.poll ?? null,
		reaction: details.reaction ?? null,
		target: message.targetId,
		mentions: details.mentions ?? [],
		replyTo: message.replyTo,
		status: message.status,
		statusHistory: context.statusHistory.map(({ status, at }) => ({ status, at: toIso(at) })),
		receipts: context.receipts,
		error: message.error,
		waiting: context.waiting,
		sendAt: toIsoOrNull(message.sendAt),
		expiresAt: toIsoOrNull(message.expiresAt),
		editedAt: toIsoOrNull(message.editedAt),
		deletedAt: toIsoOrNull(message.deletedAt),
		whatsappId: message.whatsappId,
		at: toIso(message.at),
	};
}
