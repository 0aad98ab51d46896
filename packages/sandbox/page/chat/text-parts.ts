import type { PhoneSummary } from '../state/api-types.js';

/** A piece of a message's text: words, an address to open, or the name of a person. */
export type TextPart =
	| { readonly is: 'words' | 'link'; readonly text: string }
	| { readonly is: 'mention'; readonly text: string };

type Person = Pick<PhoneSummary, 'phoneNumber' | 'lid' | 'name'>;

const LINK_OR_MENTION = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|@\d{5,20}/g;

/** Takes a text apart. People are named in it by `@` and the digits of their number or of their LID. */
export function partsOf(
	text: string,
	mentions: readonly string[],
	people: readonly Person[],
): TextPart[] {
	const parts: TextPart[] = [];
	let end = 0;
	for (const { 0: found, index } of text.matchAll(LINK_OR_MENTION)) {
		const part: TextPart | undefined = found.startsWith('@')
			? mentionOf(found, mentions, people)
			: { is: 'link', text: found };
		if (!part) continue;
		if (index > end) parts.push({ is: 'words', text: text.slice(end, index) });
		parts.push(part);
		end = index + found.length;
	}
	if (end < text.length) parts.push({ is: 'words', text: text.slice(end) });
	return parts;
}

function mentionOf(
	written: string,
	mentions: readonly string[],
	people: readonly Person[],
): TextPart | undefined {
	const digits = written.slice(1);
	const person = people.find(
		({ phoneNumber, lid }) => phoneNumber === `+${digits}` || lid === `${digits}@lid`,
	);
	if (!person || !mentions.includes(person.phoneNumber)) return undefined;
	return { is: 'mention', text: `@${person.name}` };
}
