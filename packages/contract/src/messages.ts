import { z } from 'zod';
import { MessageError } from './problem.js';
import { PhoneNumber, SessionId, Timestamp } from './ids.js';
import { ListQuery } from './list.js';

/** Longest text of a message or caption, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 65_536;

/** Progress of a message. Only moves forward. An incoming message starts at `delivered`. */
export const MESSAGE_STATUSES = [
	'accepted',
	'sending',
	'sent',
	'delivered',
	'read',
	'played',
	'failed',
	'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const ATTACHMENT_KINDS = [
	'image',
	'video',
	'audio',
	'voice-note',
	'document',
	'sticker',
] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** Kinds that say something about another message, their target. */
export const CHANGE_KINDS = ['reaction', 'edit', 'delete'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `other` is something WhatsApp delivered that Waypost does not show yet. */
export const MESSAGE_KINDS = [
	'text',
	...ATTACHMENT_KINDS,
	'location',
	'contact',
	'poll',
	...CHANGE_KINDS,
	'other',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const CHAT_KINDS = ['direct', 'group', 'broadcast', 'status', 'channel'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

export const DIRECTIONS = ['out', 'in'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const Contact = z
	.object({
		id: z.string().meta({ description: 'Usable as `to`.' }),
		phoneNumber: PhoneNumber.nullable(),
		lid: z.string().nullable(),
		name: z.string().nullable(),
	})
	.meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

export const Chat = Contact.extend({ kind: z.enum(CHAT_KINDS) }).meta({ id: 'Chat' });
export type Chat = z.infer<typeof Chat>;

export const Attachment = z
	.object({
		mimeType: z.string(),
		fileName: z.string().nullable(),
		size: z.number().int().nullable().meta({ description: 'Bytes.' }),
		sha256: z.string().nullable().meta({ description: 'Of the file, in lower-case hex.' }),
		url: z.string().meta({ description: 'Path of the bytes in this API.' }),
	})
	.meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof Attachment>;

/** Why an accepted message has not been sent yet. */
export const WAITING_CODES = [
	'session-not-connected',
	'in-doubt-before',
	'scheduled',
	'pacing',
	'new-chat-limit',
] as const;
export type WaitingCode = (typeof WAITING_CODES)[number];

export const Waiting = z
	.object({
		code: z.enum(WAITING_CODES),
		until: Timestamp.nullable(),
		position: z.number().int().meta({ description: 'Messages before it in the outbox.' }),
	})
	.meta({ id: 'Waiting' });
export type Waiting = z.infer<typeof Waiting>;

export const Location = z
	.object({
		latitude: z.number().min(-90).max(90),
		longitude: z.number().min(-180).max(180),
		name: z.string().nullable(),
		address: z.string().nullable(),
	})
	.meta({ id: 'Location' });
export type Location = z.infer<typeof Location>;

export const ContactCard = z
	.object({
		name: z.string(),
		phoneNumber: PhoneNumber.nullable().meta({ description: 'The first one on the card.' }),
		vcard: z.string().meta({ description: 'The card as WhatsApp carries it (vCard 3.0).' }),
	})
	.meta({ id: 'ContactCard' });
export type ContactCard = z.infer<typeof ContactCard>;

export const Poll = z
	.object({
		question: z.string(),
		options: z.array(z.string()),
		multiple: z.boolean().meta({ description: 'More than one option may be chosen.' }),
	})
	.meta({ id: 'Poll' });
export type Poll = z.infer<typeof Poll>;

/** What a group member did with a message we sent. */
export const MemberReceipt = z
	.object({
		contact: Contact,
		status: z.enum(['delivered', 'read', 'played']),
		at: Timestamp,
	})
	.meta({ id: 'MemberReceipt' });
export type MemberReceipt = z.infer<typeof MemberReceipt>;

export const Message = z
	.object({
		id: z.string(),
		sessionId: SessionId,
		direction: z.enum(DIRECTIONS),
		chat: Chat,
		from: Contact,
		kind: z.enum(MESSAGE_KINDS),
		text: z.string().nullable().meta({ description: 'The text, or the caption.' }),
		attachment: Attachment.nullable(),
		location: Location.nullable(),
		contacts: z.array(ContactCard).meta({ description: 'Cards, for the kind `contact`.' }),
		poll: Poll.nullable(),
		reaction: z
			.string()
			.nullable()
			.meta({ description: 'The emoji, for the kind `reaction`; empty: taken back.' }),
		target: z.string().nullable().meta({
			description: 'Id of the message that a reaction, an edit or a delete is about.',
		}),
		mentions: z.array(Contact).meta({ description: 'People named in the text.' }),
		replyTo: z.string().nullable().meta({ description: 'Id of the message this one answers.' }),
		status: z.enum(MESSAGE_STATUSES).meta({
			description: 'In a group `delivered` and further hold once they hold for one member.',
		}),
		statusHistory: z.array(z.object({ status: z.enum(MESSAGE_STATUSES), at: Timestamp })),
		receipts: z
			.array(MemberReceipt)
			.meta({ description: 'Per member how far it came, for messages sent to a group.' }),
		error: MessageError.nullable(),
		waiting: Waiting.nullable(),
		sendAt: Timestamp.nullable().meta({ description: 'Not before.' }),
		expiresAt: Timestamp.nullable().meta({ description: 'Fails when not sent by then.' }),
		editedAt: Timestamp.nullable(),
		deletedAt: Timestamp.nullable().meta({ description: 'Deleted for everyone.' }),
		whatsappId: z.string(),
		at: Timestamp,
	})
	.meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const ListMessages = ListQuery.extend({
	chat: z.string().max(200).optional(),
	direction: z.enum(DIRECTIONS).optional(),
	status: z.enum(MESSAGE_STATUSES).optional(),
});
export type ListMessages = z.input<typeof ListMessages>;
