import { createHash } from 'node:crypto';
import type { Draft, DraftContent, FileSource } from './draft.js';
import { atPlace } from './draft-check.js';
import { fingerprintOf } from './fingerprint.js';
import { parsePhoneNumber, parseRecipient } from '../recipient.js';

/**
 * Says of two requests whether they mean the same message: over everything that makes it, with the
 * spelling of its recipient taken out. `queue` is left out: it says how to refuse, not what to send.
 *
 * @throws WaypostError INVALID_NUMBER
 */
export function fingerprintOfDraft(draft: Draft): string {
	const { content, to, replyTo, mentions, typing, ttl, sendAt } = draft;
	return fingerprintOf([
		to === null ? null : recipientOf(to),
		contentOf(content),
		{ replyTo, mentions, typing, ttl, sendAt },
	]);
}

function recipientOf(to: string): string {
	const recipient = parseRecipient(to);
	return recipient.kind === 'chat' ? recipient.chatId : recipient.phoneNumber;
}

function contentOf(content: DraftContent): unknown {
	switch (content.kind) {
		case 'file':
			return { ...content, source: sourceOf(content.source) };
		case 'contact':
			return { ...content, contact: { ...content.contact, phoneNumber: numberOf(content) } };
		default:
			return content;
	}
}

function numberOf({ contact }: Extract<DraftContent, { kind: 'contact' }>): string {
	try {
		return parsePhoneNumber(contact.phoneNumber);
	} catch (error) {
		throw atPlace('/contact/phoneNumber', error);
	}
}

/** Bytes by their hash; what is elsewhere by its place, so that it is not fetched to know it again. */
const sourceOf = (source: FileSource): string => {
	switch (source.from) {
		case 'upload':
			return source.sha256;
		case 'data':
			return createHash('sha256').update(source.bytes).digest('hex');
		case 'url':
			return source.url;
		case 'media-folder':
			return `file:${source.path}`;
	}
};
