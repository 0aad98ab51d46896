import type { IDataObject, INode } from 'n8n-workflow';
import type { Message } from '../../shared/waypost-types';

/** n8n's name for this node when it asks a person whether an AI agent may use a tool. */
export const isApproval = ({ type }: INode): boolean => type.endsWith('HitlTool');

const YES = wordsOf(
	'yes y yep yeah ok okay sure approve approved allow ja oui si sí sim da 是 はい 👍 ✅',
);
const NO = wordsOf(
	'no n nope deny denied refuse refused reject nein non não nao нет 不 いいえ 👎 ❌',
);

export const withHowToAnswer = (question: string): string =>
	`${question}\n\nReply *yes* to allow it or *no* to refuse.`;

/**
 * A reply as n8n's agents read it. Only a plain yes allows the tool: "yes, but not today" is a
 * refusal, and its words go back to the agent.
 */
export function toApproval({ text, at }: Pick<Message, 'text' | 'at'>): IDataObject {
	const words = text?.trim() ?? '';
	const answer = plain(words);
	const isReason = words !== '' && !YES.has(answer) && !NO.has(answer);
	return {
		data: {
			approved: YES.has(answer),
			respondedAt: at,
			...(isReason && { chatInput: words }),
		},
	};
}

function wordsOf(line: string): ReadonlySet<string> {
	return new Set(line.split(' '));
}

/** Without what people put around one word: signs, bold, and the colour of a thumb. */
const plain = (answer: string): string =>
	answer
		.toLowerCase()
		.replace(/[\s.,!*_~"'“”„«»)(]/gu, '')
		.replace(/\p{Emoji_Modifier}|\ufe0f/gu, '');
