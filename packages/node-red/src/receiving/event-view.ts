import type { Chat, Contact, EventData, EventType, Message, WaypostEvent } from '@waypost/client';
import { toView } from '../messages/message-view.js';

type View = Record<string, unknown>;

/** The fields of one type of event, besides those that all events have. */
type Fields<T extends EventType> = (data: EventData[T]) => View;

const FIELDS: { [T in EventType]: Fields<T> } = {
	'session.state': ({ from, to, reason }) => ({
		state: to,
		previousState: from,
		...(reason && {
			reason: reason.sentence,
			reasonCode: reason.code,
			comesBack: reason.comesBack,
		}),
	}),
	'session.link': ({ method, attempt, expiresAt }) => ({ method, attempt, expiresAt }),
	'session.restriction': ({ restriction }) => ({
		isRestricted: restriction !== null,
		...(restriction && { restriction: restriction.code, until: restriction.until }),
	}),
	'message.received': ({ message }) => toView(message),
	'message.sent': ({ message }) => toView(message),
	'message.status': ({ messageId, chat, status, error }) => ({
		messageId,
		...placeOf(chat),
		status,
		...(error && { error: error.detail, errorCode: error.code }),
	}),
	'message.waiting': ({ messageId, chat, waiting }) => ({
		messageId,
		...placeOf(chat),
		waiting: waiting.code,
		waitingUntil: waiting.until,
	}),
	'message.edited': ({ message, by }) => ({ ...toView(message), ...personOf('by', by) }),
	'message.deleted': ({ messageId, chat, by }) => ({
		messageId,
		...placeOf(chat),
		...personOf('by', by),
	}),
	'message.reaction': ({ messageId, chat, from, emoji }) => ({
		messageId,
		...placeOf(chat),
		...personOf('from', from),
		emoji,
	}),
	'group.updated': ({ chat, change, by, members, value }) => ({
		...placeOf(chat),
		change,
		...(by && personOf('by', by)),
		members: members.map(addressOf),
		...(value !== null && { value }),
	}),
};

/** The one word or text of an event that a flow looks at first. */
const PAYLOADS: { [T in EventType]: (data: EventData[T]) => string } = {
	'session.state': ({ to }) => to,
	'session.link': ({ method }) => method,
	'session.restriction': ({ restriction }) => restriction?.code ?? '',
	'message.received': ({ message }) => message.text ?? '',
	'message.sent': ({ message }) => message.text ?? '',
	'message.status': ({ status }) => status,
	'message.waiting': ({ waiting }) => waiting.code,
	'message.edited': ({ message }) => message.text ?? '',
	'message.deleted': () => '',
	'message.reaction': ({ emoji }) => emoji,
	'group.updated': ({ change }) => change,
};

/** An event as one flat object; of a message it has the fields that the send nodes give, too. */
export function toEventView(event: WaypostEvent): View {
	const { id, type, sessionId, at, data } = event;
	const fields = (FIELDS[type] as Fields<EventType> | undefined)?.(data);
	// A type that only a newer daemon has is given as it is. A message has a time of its own.
	return { event: type, eventId: id, sessionId, ...(fields ?? data), at: fields?.['at'] ?? at };
}

export const payloadOf = ({ type, data }: WaypostEvent): string =>
	(PAYLOADS[type] as ((data: unknown) => string) | undefined)?.(data) ?? '';

/** The message an event brings, for those that bring one. */
export const messageOf = ({ data }: WaypostEvent): Message | null =>
	'message' in data ? data.message : null;

/** Where it happened; null for what is about the session as a whole. */
export function chatOf({ data }: WaypostEvent): Chat | null {
	if ('message' in data) return data.message.chat;
	return 'chat' in data ? data.chat : null;
}

const addressOf = ({ phoneNumber, id }: Contact): string => phoneNumber ?? id;

const placeOf = (chat: Chat): View => ({
	chatId: chat.id,
	...(chat.name !== null && { chatName: chat.name }),
	isGroup: chat.kind === 'group',
});

const personOf = (role: 'by' | 'from', person: Contact): View => ({
	[role]: addressOf(person),
	[`${role}Name`]: person.name,
});
