import { z } from 'zod';

/** What made-up messages can be. */
export const PAST_KINDS = ['text', 'image', 'document', 'location', 'contact', 'poll'] as const;

const pastMessageSchema = z.strictObject({
	/** E.164 of who wrote it; the other person when absent. */
	from: z.string().min(1).optional(),
	/** The text, or the caption or name of another kind. */
	text: z.string().min(1).max(65_536),
	kind: z.enum(PAST_KINDS).optional(),
	/** ISO 8601; a minute after the one before when absent. */
	at: z.iso.datetime({ offset: true }).optional(),
});

export const chatHistorySchema = z.strictObject({
	/** E.164 of the other person, or the id of a group. */
	chat: z.string().min(1),
	/** How many, made up: people write in turns. Or each of them, oldest first. */
	messages: z.union([z.int().min(1).max(100_000), z.array(pastMessageSchema).min(1).max(100_000)]),
	/** Of the made-up ones, in turns; texts when absent. */
	kinds: z.array(z.enum(PAST_KINDS)).min(1).optional(),
	/** How many of the latest received ones nobody has read; none when absent. */
	unread: z.int().min(0).optional(),
	/** When the latest was written (ISO 8601), if they do not say themselves; a minute ago when absent. */
	until: z.iso.datetime({ offset: true }).optional(),
});

export const historyInputSchema = z.array(chatHistorySchema).min(1).max(1_000);

/** A chat as it was before: what a phone has displayed, and a new linked device is told of. */
export type ChatHistory = z.input<typeof chatHistorySchema>;
export type PastMessage = z.input<typeof pastMessageSchema>;
export type PastKind = (typeof PAST_KINDS)[number];
