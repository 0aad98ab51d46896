import { z } from 'zod';
import { parseInput } from '../validation.js';

const name = z.string().min(1);

export const attachmentSchema = z.strictObject({
	/** Base64. */
	data: z.base64(),
	mimeType: z.string().min(1),
	kind: z.enum(['image', 'video', 'audio', 'voice-note', 'document', 'sticker']).optional(),
	fileName: name.optional(),
	caption: z.string().optional(),
	seconds: z.int().min(0).optional(),
	waveform: z.array(z.int().min(0).max(100)).max(64).optional(),
});

const locationSchema = z.strictObject({
	latitude: z.number().min(-90).max(90),
	longitude: z.number().min(-180).max(180),
	name: name.nullable().default(null),
	address: name.nullable().default(null),
});

const pollSchema = z.strictObject({
	question: name,
	options: z.array(name).min(1).max(12),
	multiple: z.boolean().default(false),
});

const CONTENTS = ['text', 'attachment', 'location', 'contacts', 'poll', 'reaction'] as const;

const messageSchema = z
	.strictObject({
		to: name,
		replyTo: name.optional(),
		mentions: z.array(name).max(1000).optional(),
		text: name.optional(),
		attachment: attachmentSchema.optional(),
		location: locationSchema.optional(),
		contacts: z
			.array(z.strictObject({ name, vcard: name }))
			.min(1)
			.max(100)
			.optional(),
		poll: pollSchema.optional(),
		reaction: z.strictObject({ messageId: name, emoji: z.string() }).optional(),
	})
	.refine((message) => CONTENTS.filter((each) => message[each] !== undefined).length === 1, {
		error: `Give exactly one of ${CONTENTS.join(', ')}.`,
	});

/** What a phone's owner writes, as the control API takes it. */
export type MessageInput = z.infer<typeof messageSchema>;

/** Throws INVALID_REQUEST. */
export function parseMessage(body: unknown): MessageInput {
	return parseInput(messageSchema, body);
}
