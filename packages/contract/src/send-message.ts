import { z } from 'zod';
import { ATTACHMENT_KINDS } from './messages.js';

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

/** Longest time to live, and furthest `sendAt`: 30 days, in seconds. */
export const MAX_DELAY_SECONDS = 30 * 24 * 60 * 60;

const Mentions = z
	.array(z.string().min(1).max(200))
	.max(1000)
	.meta({ description: 'People to name: phone numbers or ids. Write `@number` in the text.' });

/** How a message is sent, whatever is in it. */
const sendFields = {
	replyTo: z.string().min(1).max(64).optional().meta({
		description: 'Id of the message to answer.',
	}),
	mentions: Mentions.optional(),
	typing: z.boolean().optional().meta({
		description: 'Show “typing…” first, for as long as a person would take. Not in groups.',
	}),
	ttl: z.number().int().min(1).max(MAX_DELAY_SECONDS).optional().meta({
		description: 'Seconds from now, or from `sendAt`, after which it is not sent any more.',
	}),
	sendAt: z.iso
		.datetime({ offset: true })
		.optional()
		.meta({ description: 'Send it at this time, at most 30 days ahead.' }),
	queue: z.boolean().default(true).meta({
		description: 'False: refuse at once what would have to wait for the connection or for pacing.',
	}),
};

const AttachmentSource = z
	.strictObject({
		url: z
			.url({ protocol: /^https?$/ })
			.max(2048)
			.optional()
			.meta({
				description: 'The daemon fetches it.',
			}),
		data: z.base64().optional().meta({ description: 'The file in base64.' }),
		mediaPath: z.string().min(1).max(1024).optional().meta({
			description: 'Path under WAYPOST_MEDIA_DIR.',
		}),
		...attachmentFields,
	})
	.refine(
		({ url, data, mediaPath }) =>
			[url, data, mediaPath].filter((source) => source !== undefined).length === 1,
		{ path: [], message: 'Give one of `url`, `data` and `mediaPath`.' },
	);

const SendLocation = z.strictObject({
	latitude: z.number().min(-90).max(90),
	longitude: z.number().min(-180).max(180),
	name: z.string().max(1000).optional(),
	address: z.string().max(1000).optional(),
});

const SendContact = z.strictObject({
	name: z.string().trim().min(1).max(200),
	phoneNumber: z.string().min(1).max(40).meta({ description: 'With its country code.' }),
	organization: z.string().max(200).optional(),
	email: z.email().max(200).optional(),
});

const SendPoll = z.strictObject({
	question: z.string().trim().min(1).max(255),
	options: z
		.array(z.string().trim().min(1).max(100))
		.min(2)
		.max(12)
		.refine((options) => new Set(options).size === options.length, 'An option comes twice.'),
	multiple: z.boolean().default(false),
});

const SendReaction = z.strictObject({
	messageId: z.string().min(1).max(64).meta({ description: 'The message to react to.' }),
	emoji: z.string().max(32).meta({ description: 'Empty takes the reaction back.' }),
});

const CONTENTS = ['text', 'attachment', 'location', 'contact', 'poll', 'reaction'] as const;

export const SendMessage = z
	.strictObject({
		to: To.optional().meta({ description: 'Needed for all but a reaction.' }),
		text: Text.optional(),
		attachment: AttachmentSource.optional(),
		location: SendLocation.optional(),
		contact: SendContact.optional(),
		poll: SendPoll.optional(),
		reaction: SendReaction.optional(),
		linkPreview: z.boolean().default(false).meta({
			description: 'Show what the first link in the text leads to; the daemon fetches it.',
		}),
		...sendFields,
	})
	.refine((send) => CONTENTS.filter((name) => send[name] !== undefined).length === 1, {
		path: [],
		message: `Send one of ${CONTENTS.map((name) => `\`${name}\``).join(', ')}.`,
	})
	.refine((send) => send.to !== undefined || send.reaction !== undefined, {
		path: ['to'],
		message: 'Name the recipient.',
	})
	.meta({ id: 'SendMessage' });
/** A send as a caller writes it. */
export type SendMessage = z.input<typeof SendMessage>;
/** A send with its defaults. */
export type ParsedSendMessage = z.output<typeof SendMessage>;

/** Form fields are text: `true` and `false`, digits, and several parts of one name or one JSON list. */
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const FormMentions = z
	.union([z.string(), z.array(z.string())])
	.transform((value, context) => {
		if (typeof value !== 'string') return value;
		if (!value.startsWith('[')) return [value];
		try {
			return JSON.parse(value) as unknown;
		} catch {
			context.addIssue({ code: 'custom', message: 'Not a JSON list.' });
			return z.NEVER;
		}
	})
	.pipe(Mentions);

/** The fields beside the `file` part of a multipart send. */
export const SendFile = z
	.strictObject({
		to: To,
		...attachmentFields,
		...sendFields,
		mentions: FormMentions.optional(),
		typing: flag.optional(),
		ttl: z.coerce.number().int().min(1).max(MAX_DELAY_SECONDS).optional(),
		queue: flag.default(true),
	})
	.meta({ id: 'SendFile' });
export type SendFile = z.input<typeof SendFile>;
export type ParsedSendFile = z.output<typeof SendFile>;

export const EditMessage = z.strictObject({ text: Text }).meta({ id: 'EditMessage' });
export type EditMessage = z.infer<typeof EditMessage>;

export const MarkRead = z
	.strictObject({
		messageIds: z.array(z.string().min(1).max(64)).min(1).max(1000).optional().meta({
			description: 'All unread ones of the chat when absent.',
		}),
	})
	.meta({ id: 'MarkRead' });
export type MarkRead = z.infer<typeof MarkRead>;

export const MarkedRead = z
	.object({ messageIds: z.array(z.string()).meta({ description: 'Those that are read now.' }) })
	.meta({ id: 'MarkedRead' });
export type MarkedRead = z.infer<typeof MarkedRead>;

export const TYPING_STATES = ['typing', 'recording', 'paused'] as const;
export type TypingState = (typeof TYPING_STATES)[number];

export const ShowTyping = z
	.strictObject({
		state: z.enum(TYPING_STATES).default('typing'),
		seconds: z.number().min(1).max(60).default(10).meta({ description: 'Ends by itself then.' }),
	})
	.meta({ id: 'ShowTyping' });
export type ShowTyping = z.input<typeof ShowTyping>;

export const SendQuery = z.strictObject({
	wait: z
		.enum(['sent', 'delivered'])
		.optional()
		.meta({ description: 'Hold the answer until then.' }),
	timeout: z.coerce.number().min(0).max(60).default(10).meta({ description: 'Seconds.' }),
});
export type SendQuery = z.input<typeof SendQuery>;
