import { MAX_DELAY_SECONDS } from '@waypost/contract';
import { WaypostError } from '../../runtime/waypost-error.js';
import type { Draft, DraftContent } from './draft.js';
import { checkText, checkWords, invalidField } from '../message-text.js';

/** When a message may leave, and until when; milliseconds since 1970. */
export interface SendTimes {
	/** Null: at once. */
	sendAt: number | null;
	/** Null: as long as it takes. */
	expiresAt: number | null;
}

/**
 * Checks all of a draft that can be checked by looking at it: what could not be read at the other end,
 * or makes no sense together.
 *
 * @throws WaypostError INVALID_REQUEST naming the field, TEXT_TOO_LONG
 */
export function checkDraft(draft: Draft, now: number): SendTimes {
	checkContent(draft.content);
	return checkTimes(draft, now);
}

function checkContent(content: DraftContent): void {
	switch (content.kind) {
		case 'text':
		case 'edit':
			return checkText(content.text, '/text');
		case 'file':
			checkWords({ '/attachment/fileName': content.claim.fileName });
			return checkText(content.caption ?? '', '/attachment/caption');
		case 'location':
			return checkWords({
				'/location/name': content.location.name,
				'/location/address': content.location.address,
			});
		case 'contact':
			return checkWords({
				'/contact/name': content.contact.name,
				'/contact/organization': content.contact.organization,
			});
		case 'poll':
			checkWords({ '/poll/question': content.poll.question });
			return content.poll.options.forEach((option, index) =>
				checkWords({ [`/poll/options/${index}`]: option }),
			);
		case 'reaction':
			return checkEmoji(content.emoji);
		case 'delete':
	}
}

/** One emoji, however many characters it is made of; phones show nothing for anything else. */
function checkEmoji(emoji: string): void {
	if (emoji === '') return;
	const graphemes = [...new Intl.Segmenter().segment(emoji)];
	if (graphemes.length === 1 && EMOJI.test(emoji)) return;
	throw invalidField('/reaction/emoji', 'Give one emoji, or nothing to take the reaction back.');
}

/** A pictograph, a flag, or a keycap such as 1️⃣. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20e3/u;

function checkTimes({ sendAt, ttl, queue }: Draft, now: number): SendTimes {
	const asked = sendAt === null ? now : Date.parse(sendAt);
	if (asked - now > MAX_DELAY_SECONDS * 1_000) {
		throw invalidField('/sendAt', 'A message can be scheduled at most 30 days ahead.');
	}
	const isLater = asked > now;
	if (isLater && !queue) {
		throw invalidField(
			'/queue',
			'A scheduled message always waits. Leave out `queue`, or `sendAt`.',
		);
	}
	return {
		sendAt: isLater ? asked : null,
		expiresAt: ttl === null ? null : Math.max(asked, now) + ttl * 1_000,
	};
}

/** The error for a list whose member is wrong, with its place. */
export const atPlace = (path: string, error: unknown): unknown =>
	error instanceof WaypostError && error.fields.length === 0
		? new WaypostError(error.code, error.message, {
				fields: [{ path, code: error.code, message: error.message }],
				cause: error,
			})
		: error;
