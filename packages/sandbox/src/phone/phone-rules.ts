import { z } from 'zod';
import { parseInput } from '../validation.js';
import { isPattern } from './text-pattern.js';

const milliseconds = z.int().min(0).max(600_000);
const text = z.string().min(1).max(10_000);
const pattern = text.refine(isPattern, 'What is between the slashes is not a regular expression.');

/** What a phone does by itself: each rule with its default and a sentence that says what it does. */
const RULES = {
	/** Answers messages with this text; null: it does not. */
	autoReply: rule(text.nullable(), null, 'Answer every message with'),
	/** A part of the text, or a regular expression between slashes; null: every message. */
	autoReplyTo: rule(pattern.nullable(), null, 'Answer only messages in which this occurs'),
	autoReplyOnce: rule(z.boolean(), false, 'Answer once in each chat, and then no more'),
	/** Milliseconds between the message and what the phone does to answer it. */
	replyAfterMs: rule(milliseconds, 0, 'Wait so long before answering'),
	/** Milliseconds, after the wait. */
	typingMs: rule(milliseconds, 0, 'Show "typing…" so long before the answer comes'),
	/** An emoji; null: none. */
	reactWith: rule(text.nullable(), null, 'React to every message with this emoji'),
	/** A phone that lies in a drawer: whatever else is set. */
	neverAnswers: rule(
		z.boolean(),
		false,
		'Never answer, react or read by itself, whatever is set here',
	),
	/** The second tick; on from the start. */
	deliveryReceipts: rule(
		z.boolean(),
		true,
		'Tell senders that their messages arrived (the second tick)',
	),
	/** Milliseconds after displaying it; null: only when told to. */
	readAfterMs: rule(milliseconds.nullable(), null, 'Read messages by itself after so long'),
	blocksSenders: rule(z.boolean(), false, 'Block whoever writes, after showing the first message'),
	/** Null: no such word. */
	optOutWord: rule(
		text.nullable(),
		null,
		'The word by which its owner wants no more messages, such as STOP',
	),
	/** Null: only when its owner writes the word. */
	optOutAfter: rule(
		z.int().min(1).max(1_000).nullable(),
		null,
		'Write that word by itself after so many messages in a chat',
	),
	/** `block`: the writer is blocked. `report`: what still comes is shown, counted and reported. */
	optOutThen: rule(
		z.enum(['block', 'report']),
		'report',
		'What happens to those who were told to stop',
	),
	/**
	 * `known`: only those this number has written to. `token`: of those only who shows the privacy token
	 * that came with it, as WhatsApp may ask. Others are refused with 463.
	 */
	acceptsFrom: rule(
		z.enum(['everyone', 'known', 'token']),
		'everyone',
		'Who may write to this number first',
	),
};

type Rules = typeof RULES;

/** What a phone does by itself. */
export type PhoneRules = { readonly [Name in keyof Rules]: z.output<Rules[Name]['schema']> };

/** A rule as `GET /v1/phone-rules` explains it. */
export interface PhoneRuleInfo {
	readonly name: string;
	readonly default: unknown;
	readonly sentence: string;
}

const changesSchema = z.strictObject(mapRules(({ schema }) => schema)).partial();

export const DEFAULT_RULES = mapRules((each) => each.default) as PhoneRules;

/** All rules, with what each does. */
export function phoneRuleInfos(): PhoneRuleInfo[] {
	return Object.entries(RULES).map(([name, each]) => {
		return { name, default: each.default, sentence: each.sentence };
	});
}

/** The rules with some of them changed. Throws INVALID_REQUEST. */
export function changedRules(rules: PhoneRules, changes: unknown): PhoneRules {
	const given = Object.entries(parseInput(changesSchema, changes));
	const defined = given.filter(([, value]) => value !== undefined);
	return { ...rules, ...Object.fromEntries(defined) };
}

function rule<S extends z.ZodType>(schema: S, initial: z.output<S>, sentence: string) {
	return { schema, default: initial, sentence };
}

function mapRules<T>(map: (rule: Rules[keyof Rules]) => T): { [Name in keyof Rules]: T } {
	const entries = Object.entries(RULES).map(([name, each]) => [name, map(each)] as const);
	return Object.fromEntries(entries) as { [Name in keyof Rules]: T };
}
