import type { PhoneRules } from '../state/api-types.js';

type RuleName = keyof PhoneRules;

/** How a rule is set: its words on the page, and what it is typed or chosen with. */
export interface RuleField {
	readonly label: string;
	readonly kind: 'words' | 'line' | 'seconds' | 'number' | 'check' | 'choice';
	/** What an empty field means. */
	readonly placeholder?: string;
	/** Of a choice: its values, and what they are called. */
	readonly choices?: Readonly<Record<string, string>>;
}

export const RULE_FIELDS: Readonly<Record<RuleName, RuleField>> = {
	autoReply: {
		label: 'Answer every message with',
		kind: 'words',
		placeholder: 'Nothing: it does not answer by itself',
	},
	autoReplyTo: {
		label: 'Only messages in which these words occur',
		kind: 'line',
		placeholder: 'Every message; /^order \\d+/ is a pattern',
	},
	autoReplyOnce: { label: 'Only once in each chat', kind: 'check' },
	replyAfterMs: { label: 'Wait so many seconds first', kind: 'seconds', placeholder: 'At once' },
	typingMs: {
		label: 'Show “typing…” for so many seconds before the answer',
		kind: 'seconds',
		placeholder: 'Not at all',
	},
	reactWith: {
		label: 'React to every message with this emoji',
		kind: 'line',
		placeholder: 'No reaction',
	},
	readAfterMs: {
		label: 'Read messages by itself after so many seconds',
		kind: 'seconds',
		placeholder: 'Only when told to',
	},
	deliveryReceipts: {
		label: 'Tell senders that their messages arrived (the second tick)',
		kind: 'check',
	},
	neverAnswers: { label: 'Never answer, react or read, whatever is set above', kind: 'check' },
	acceptsFrom: {
		label: 'Who may write to this number first',
		kind: 'choice',
		choices: {
			everyone: 'Everyone',
			known: 'Only people it has written to (others get error 463)',
			token: 'Only people it has written to, with the privacy token they got (else 463)',
		},
	},
	blocksSenders: { label: 'Block whoever writes, after their first message', kind: 'check' },
	optOutWord: {
		label: 'The word by which its owner wants no more messages',
		kind: 'line',
		placeholder: 'No such word; STOP is a common one',
	},
	optOutAfter: {
		label: 'Write that word by itself after so many messages in a chat',
		kind: 'number',
		placeholder: 'Only its owner writes it',
	},
	optOutThen: {
		label: 'Those who write all the same',
		kind: 'choice',
		choices: { report: 'are shown, counted and reported', block: 'are blocked' },
	},
};

/** Headings, with the rules below each. */
export const RULE_SECTIONS: readonly (readonly [string, readonly RuleName[]])[] = [
	[
		'Answers',
		['autoReply', 'autoReplyTo', 'autoReplyOnce', 'replyAfterMs', 'typingMs', 'reactWith'],
	],
	['Ticks', ['readAfterMs', 'deliveryReceipts', 'neverAnswers']],
	['Strangers', ['acceptsFrom', 'blocksSenders']],
	['No more messages', ['optOutWord', 'optOutAfter', 'optOutThen']],
];

/** A rule as its field shows it. */
export function toInput(name: RuleName, value: PhoneRules[RuleName]): string {
	if (value === null || value === false) return '';
	if (RULE_FIELDS[name].kind !== 'seconds') return String(value);
	return value === 0 && name !== 'readAfterMs' ? '' : String(Number(value) / 1_000);
}

/** What a field holds, as the sandbox takes it. */
export function fromInput(name: RuleName, input: string): string | number | boolean | null {
	const { kind } = RULE_FIELDS[name];
	const text = input.trim();
	if (kind === 'check') return text !== '';
	if (kind === 'seconds' && text === '') return name === 'readAfterMs' ? null : 0;
	if (text === '') return null;
	if (kind === 'seconds') return Math.round(Number(text) * 1_000);
	return kind === 'number' ? Number(text) : text;
}
