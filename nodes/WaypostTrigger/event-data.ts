import type { Chat, Contact, Message } from '../shared/waypost-types';

interface Refusal {
	code: string;
	detail: string;
}

/** What each event carries, as far as the trigger reads it. */
export interface EventData {
	'session.state': {
		from: string;
		to: string;
		reason: { code: string; sentence: string; comesBack: boolean } | null;
	};
	'session.link': { method: string; attempt: number; expiresAt: string | null };
	'session.restriction': { restriction: { code: string; until: string | null } | null };
	'message.received': { message: Message };
	'message.sent': { message: Message };
	'message.status': { messageId: string; chat: Chat; status: string; error: Refusal | null };
	'message.waiting': {
		messageId: string;
		chat: Chat;
		waiting: { code: string; until: string | null };
	};
	'message.edited': { message: Message; by: Contact };
	'message.deleted': { messageId: string | null; chat: Chat; by: Contact };
	'message.reaction': { messageId: string | null; chat: Chat; from: Contact; emoji: string };
	'group.updated': {
		chat: Chat;
		change: string;
		by: Contact | null;
		members: Contact[];
		value: string | null;
	};
}

export type EventType = keyof EventData;

/** One event as the daemon posts it. */
export type TriggerEvent = {
	[T in EventType]: { id: string; type: T; sessionId: string; at: string; data: EventData[T] };
}[EventType];

export type EventOf<T extends EventType> = Extract<TriggerEvent, { type: T }>;

/** The message an event brings, for those that bring one. */
export const messageOf = ({ data }: TriggerEvent): Message | null =>
	'message' in data ? data.message : null;

/** Where it happened; null for what is about the session as a whole. */
export function chatOf({ data }: TriggerEvent): Chat | null {
	if ('message' in data) return data.message.chat;
	return 'chat' in data ? data.chat : null;
}
