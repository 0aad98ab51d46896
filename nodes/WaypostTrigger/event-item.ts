import type { IDataObject } from 'n8n-workflow';
import { failureOf, toItem } from '../shared/message-item';
import type { Chat, Contact } from '../shared/waypost-types';
import type { EventData, EventType, TriggerEvent } from './event-data';

/** The fields of one type of event, besides those that all events have. */
type Fields<T extends EventType> = (data: EventData[T]) => IDataObject;

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
	'message.received': ({ message }) => toItem(message),
	'message.sent': ({ message }) => toItem(message),
	'message.status': ({ messageId, chat, status, error }) => ({
		messageId,
		...placeOf(chat),
		status,
		...(error && failureOf(error)),
	}),
	'message.waiting': ({ messageId, chat, waiting }) => ({
		messageId,
		...placeOf(chat),
		waiting: waiting.code,
		waitingUntil: waiting.until,
	}),
	'message.edited': ({ message, by }) => ({ ...toItem(message), ...personOf('by', by) }),
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

/**
 * An event as one flat item, under names that expressions read well. Messages have the fields that
 * Send Message gives, too. `at` is when it was written, or happened.
 */
export function toEventItem(event: TriggerEvent): IDataObject {
	const { id, type, sessionId, at, data } = event;
	const fields = (FIELDS[type] as Fields<EventType> | undefined)?.(data as never);
	// A type that only a newer daemon has is given as it is. A message has a time of its own.
	return { event: type, eventId: id, sessionId, ...(fields ?? data), at: fields?.['at'] ?? at };
}

const addressOf = ({ phoneNumber, id }: Contact): string => phoneNumber ?? id;

const placeOf = (chat: Chat): IDataObject => ({
	chatId: chat.id,
	...(chat.name !== null && { chatName: chat.name }),
	isGroup: chat.kind === 'group',
});

const personOf = (role: 'by' | 'from', person: Contact): IDataObject => ({
	[role]: addressOf(person),
	[`${role}Name`]: person.name,
});
