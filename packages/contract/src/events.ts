import { z } from 'zod';
import { MessageError } from './problem.js';
import { SessionId, Timestamp } from './ids.js';
import { ListQuery } from './list.js';
import { GROUP_CHANGES } from './groups.js';
import { Chat, Contact, Message, MESSAGE_STATUSES, Waiting } from './messages.js';
import { LINK_METHODS, Restriction, SESSION_STATES, SessionReason } from './sessions.js';

/** What each event carries. One entry per type; the text says when it happens. */
export const EVENT_DATA = {
	'session.state': z
		.object({
			from: z.enum(SESSION_STATES),
			to: z.enum(SESSION_STATES),
			reason: SessionReason.nullable(),
		})
		.meta({ description: 'A session moved from one state to another.' }),
	'session.link': z
		.object({
			method: z.enum(LINK_METHODS),
			attempt: z.number().int(),
			expiresAt: Timestamp.nullable(),
		})
		.meta({
			description:
				'A new QR code or pairing code is there. The code itself is a secret and absent.',
		}),
	'session.restriction': z
		.object({ restriction: Restriction.nullable() })
		.meta({ description: 'WhatsApp restricts what this number may do, or no longer does.' }),
	'message.received': z
		.object({ message: Message })
		.meta({ description: 'A message arrived. Once per message, also after a restart.' }),
	'message.sent': z
		.object({ message: Message })
		.meta({ description: 'The owner wrote a message on the phone or on another linked device.' }),
	'message.status': z
		.object({
			messageId: z.string(),
			whatsappId: z.string(),
			chat: Chat,
			status: z.enum(MESSAGE_STATUSES),
			error: MessageError.nullable(),
		})
		.meta({ description: 'A sent message moved forward, or failed.' }),
	'message.waiting': z
		.object({
			messageId: z.string(),
			whatsappId: z.string(),
			chat: Chat,
			waiting: Waiting,
		})
		.meta({
			description: 'An accepted message cannot go out yet. Once per message, at its first wait.',
		}),
	'message.edited': z
		.object({ message: Message.meta({ description: 'With its new text.' }), by: Contact })
		.meta({ description: 'The text of a message was changed, by its sender or by us.' }),
	'message.deleted': z
		.object({
			messageId: z.string().nullable().meta({ description: 'Null when it was never seen here.' }),
			whatsappId: z.string(),
			chat: Chat,
			by: Contact,
		})
		.meta({ description: 'A message was deleted for everyone.' }),
	'message.reaction': z
		.object({
			messageId: z.string().nullable().meta({ description: 'Null when it was never seen here.' }),
			whatsappId: z.string().meta({ description: 'Of the message reacted to.' }),
			chat: Chat,
			from: Contact,
			emoji: z.string().meta({ description: 'Empty: the reaction was taken back.' }),
		})
		.meta({ description: 'Somebody reacted to a message, or took a reaction back.' }),
	'group.updated': z
		.object({
			chat: Chat,
			change: z.enum(GROUP_CHANGES),
			by: Contact.nullable(),
			members: z.array(Contact).meta({ description: 'Whom it is about.' }),
			value: z.string().nullable().meta({ description: 'The new subject or description.' }),
		})
		.meta({ description: 'The members or the settings of a group changed.' }),
} as const;

export type EventType = keyof typeof EVENT_DATA;
export const EVENT_TYPES = Object.keys(EVENT_DATA) as [EventType, ...EventType[]];
export type EventData = { [T in EventType]: z.infer<(typeof EVENT_DATA)[T]> };

/** One event. `id` is unique for ever and sorts by time; it is also the cursor. */
export type WaypostEvent = {
	[T in EventType]: { id: string; type: T; sessionId: string; at: string; data: EventData[T] };
}[EventType];

const schemaOf = <T extends EventType>(type: T) =>
	z.object({
		id: z.string(),
		type: z.literal(type),
		sessionId: SessionId,
		at: Timestamp,
		data: EVENT_DATA[type],
	});

export const WaypostEventSchema = z
	.discriminatedUnion('type', [
		schemaOf('session.state'),
		schemaOf('session.link'),
		schemaOf('session.restriction'),
		schemaOf('message.received'),
		schemaOf('message.sent'),
		schemaOf('message.status'),
		schemaOf('message.waiting'),
		schemaOf('message.edited'),
		schemaOf('message.deleted'),
		schemaOf('message.reaction'),
		schemaOf('group.updated'),
	])
	.meta({ id: 'Event' });

export const ListEvents = ListQuery.extend({
	type: z
		.union([z.enum(EVENT_TYPES), z.array(z.enum(EVENT_TYPES))])
		.optional()
		.meta({ description: 'May be given several times.' }),
	session: SessionId.optional(),
	ticket: z.string().max(100).optional().meta({
		description: 'In place of an API key, for an event stream alone; see POST /v1/events/ticket.',
	}),
});
export type ListEvents = z.input<typeof ListEvents>;

/**
 * A ticket opens one event stream, for a page that cannot send headers. Once the stream has ended, the
 * page asks for another ticket and goes on with `?after=` and the id of its last event.
 */
export const EventsTicket = z
	.object({
		ticket: z.string().meta({ description: 'Goes into `?ticket=`. A secret.' }),
		expiresAt: Timestamp,
	})
	.meta({ id: 'EventsTicket' });
export type EventsTicket = z.infer<typeof EventsTicket>;
