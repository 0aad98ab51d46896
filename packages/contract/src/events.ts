import { z } from 'zod';
import { MessageError } from './problem.js';
import { SessionId, Timestamp } from './ids.js';
import { ListQuery } from './list.js';
import { Chat, Message, MESSAGE_STATUSES } from './messages.js';
import { LINK_METHODS, SESSION_STATES, SessionReason } from './sessions.js';

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
		schemaOf('message.received'),
		schemaOf('message.sent'),
		schemaOf('message.status'),
	])
	.meta({ id: 'Event' });

export const ListEvents = ListQuery.extend({
	type: z
		.union([z.enum(EVENT_TYPES), z.array(z.enum(EVENT_TYPES))])
		.optional()
		.meta({ description: 'May be given several times.' }),
	session: SessionId.optional(),
});
export type ListEvents = z.input<typeof ListEvents>;
