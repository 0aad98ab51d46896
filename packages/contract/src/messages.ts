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

/** `other` is something WhatsApp delivered that Waypost does not show yet. */
export const MESSAGE_KINDS = [
	'text',
	...ATTACHMENT_KINDS,
	'location',
	'contact',
	'poll',
	'reaction',
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

export const WAITING_CODES = ['session-not-connected', 'in-doubt-before'] as const;
export type WaitingCode = (typeof WAITING_CODES)[number];

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
		replyTo: z.string().nullable().meta({ description: 'Id of the message this one answers.' }),
		status: z.enum(MESSAGE_STATUSES),
		statusHistory: z.array(z.object({ status: z.enum(MESSAGE_STATUSES), at: Timestamp })),
		error: MessageError.nullable(),
		waiting: z
			.object({
				code: z.enum(WAITING_CODES),
				until: Timestamp.nullable(),
				position: z.number().int().meta({ description: 'Messages before it in the outbox.' }),
			})
			.nullable(),
		whatsappId: z.string(),
		at: Timestamp,
	})
	.meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

const To = z.string().min(1).max(200).meta({
	description: 'Phone number with country code, or a chat id from an event.',
	example: '+49 170 0000001',
});
/** The exact limit is checked later, so that the error has its own code. */
const Text = z.string().min(1, 'The text is empty.');
const attachmentFields = {
	kind: z.enum(ATTACHMENT_KINDS).optional().meta({ description: 'By content when absent.' }),
	caption: z.string().optional(),
	fileName: z.string().min(1).max(255).optional(),
	mimeType: z
		.string()
		.regex(/^[\w.+-]+\/[\w.+-]+(\s*;.*)?$/)
		.max(200)
		.optional(),
};

export const SendMessage = z
	.strictObject({
		to: To,
		text: Text.optional(),
		attachment: z
			.strictObject({
				data: z.base64().meta({ description: 'The file in base64.' }),
				...attachmentFields,
			})
			.optional(),
	})
	.refine((send) => (send.text === undefined) !== (send.attachment === undefined), {
		path: [],
		message: 'Send either `text` or `attachment`.',
	})
	.meta({ id: 'SendMessage' });
export type SendMessage = z.infer<typeof SendMessage>;

/** The fields beside the `file` part of a multipart send. */
export const SendFile = z.strictObject({ to: To, ...attachmentFields }).meta({ id: 'SendFile' });
export type SendFile = z.infer<typeof SendFile>;

export const SendQuery = z.strictObject({
	wait: z
		.enum(['sent', 'delivered'])
		.optional()
		.meta({ description: 'Hold the answer until then.' }),
	timeout: z.coerce.number().min(0).max(60).default(10).meta({ description: 'Seconds.' }),
});
export type SendQuery = z.input<typeof SendQuery>;

export const ListMessages = ListQuery.extend({
	chat: z.string().max(200).optional(),
	direction: z.enum(DIRECTIONS).optional(),
	status: z.enum(MESSAGE_STATUSES).optional(),
});
export type ListMessages = z.input<typeof ListMessages>;
