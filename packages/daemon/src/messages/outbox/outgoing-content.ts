import { ATTACHMENT_KINDS, type AttachmentKind } from '@waypost/contract';
import type { Clock } from '../../runtime/clock.js';
import {
	SendError,
	type LinkPreview,
	type MessageKey,
	type OutgoingBody,
	type OutgoingContent,
	type Quote,
} from '../../whatsapp/whatsapp-connection.js';
import { whyNotDeletable, whyNotEditable } from '../change-rules.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';

export interface OutgoingContentOptions {
	store: Pick<MessagesStore, 'get' | 'statusHistory'>;
	/** Absolute path of a file of the media folder. */
	mediaPath: (mediaFile: string) => string;
	/** What the first link of a text leads to; null when there is nothing to show. Never throws. */
	fetchLinkPreview: (text: string) => Promise<LinkPreview | null>;
	clock: Pick<Clock, 'now'>;
}

/**
 * What a stored message says, in the words of the connection. Looked up when it is about to leave:
 * the message that is answered, changed or reacted to has been sent by then, since it was before
 * this one in their chat.
 *
 * @throws SendError MESSAGE_NOT_FOUND, MESSAGE_NOT_EDITABLE or MESSAGE_NOT_DELETABLE when that other
 *   message never went out, or is too old by now.
 */
export async function outgoingContent(
	message: StoredMessage,
	options: OutgoingContentOptions,
): Promise<OutgoingContent> {
	return {
		...(await bodyOf(message, options)),
		replyTo: quoteOf(message, options),
		mentions: message.details.mentions ?? [],
	};
}

/** The place of a message in WhatsApp. */
export const messageKey = ({ chat, whatsappId, direction, from }: StoredMessage): MessageKey => ({
	chat,
	whatsappId,
	fromMe: direction === 'out',
	from,
});

async function bodyOf(
	message: StoredMessage,
	options: OutgoingContentOptions,
): Promise<OutgoingBody> {
	const { id, kind, text, details } = message;
	switch (kind) {
		case 'text': {
			const linkPreview = details.linkPreview ? await options.fetchLinkPreview(text ?? '') : null;
			return { kind, text: text ?? '', linkPreview };
		}
		case 'location':
			if (details.location) return { kind, location: details.location };
			break;
		case 'contact':
			return { kind, contacts: details.contacts ?? [] };
		case 'poll':
			if (details.poll) return { kind, poll: details.poll };
			break;
		case 'reaction':
		case 'edit':
		case 'delete':
			return changeBody({ ...message, kind }, options);
		case 'other':
			break;
		default:
			return fileBody({ ...message, kind }, options);
	}
	throw new Error(`message ${id} has nothing to send`);
}

function fileBody(
	message: StoredMessage & { kind: AttachmentKind },
	{ mediaPath }: OutgoingContentOptions,
): OutgoingBody {
	const { id, kind, text, attachment, mediaFile, details } = message;
	if (!attachment || mediaFile === null || !ATTACHMENT_KINDS.includes(kind)) {
		throw new Error(`message ${id} has no file to send`);
	}
	return {
		kind,
		path: mediaPath(mediaFile),
		mimeType: attachment.mimeType,
		fileName: attachment.fileName,
		caption: text,
		seconds: details.seconds ?? null,
		waveform: details.waveform === undefined ? null : Buffer.from(details.waveform, 'base64'),
		thumbnail: details.thumbnail === undefined ? null : Buffer.from(details.thumbnail, 'base64'),
	};
}

function changeBody(
	message: StoredMessage & { kind: 'reaction' | 'edit' | 'delete' },
	{ store, clock }: OutgoingContentOptions,
): OutgoingBody {
	const { kind, text, details } = message;
	const found = message.targetId === null ? null : store.get(message.sessionId, message.targetId);
	if (!found || neverWentOut(found)) {
		const code = CODE_OF_CHANGE[kind];
		throw refused(code, 'The message it is about was never sent.');
	}
	const target = messageKey(found);
	if (kind === 'reaction') return { kind, target, emoji: details.reaction ?? '' };
	const times = { sentAt: sentAt(found, store), now: clock.now() };
	if (kind === 'delete') {
		const reason = whyNotDeletable(found, times);
		if (reason !== null) throw refused('MESSAGE_NOT_DELETABLE', reason);
		return { kind, target };
	}
	const reason = found.content === null ? 'It was never sent.' : whyNotEditable(found, times);
	if (reason !== null || found.content === null) {
		throw refused('MESSAGE_NOT_EDITABLE', reason ?? 'It was never sent.');
	}
	return { kind, target, original: found.content, text: text ?? '' };
}

const CODE_OF_CHANGE = {
	reaction: 'MESSAGE_NOT_FOUND',
	edit: 'MESSAGE_NOT_EDITABLE',
	delete: 'MESSAGE_NOT_DELETABLE',
} as const;

function quoteOf(
	{ sessionId, replyTo }: StoredMessage,
	{ store }: OutgoingContentOptions,
): Quote | null {
	if (replyTo === null) return null;
	const answered = store.get(sessionId, replyTo);
	if (!answered?.content || answered.deletedAt !== null || neverWentOut(answered)) {
		throw refused('MESSAGE_NOT_FOUND', 'The message it answers was never sent, or is deleted.');
	}
	return { key: messageKey(answered), content: answered.content };
}

/** When WhatsApp took a message, as far as is known: what its time limits count from. */
export function sentAt(
	{ id, at }: StoredMessage,
	store: Pick<MessagesStore, 'statusHistory'>,
): number {
	return store.statusHistory(id).find(({ status }) => status === 'sent')?.at ?? at;
}

/** What may have arrived can still be deleted. */
const neverWentOut = ({ status, error }: StoredMessage): boolean =>
	status === 'accepted' ||
	status === 'cancelled' ||
	(status === 'failed' && error?.code !== 'DELIVERY_UNKNOWN');

const refused = (permanent: NonNullable<SendError['permanent']>, words: string): SendError =>
	new SendError(words, { mayHaveLeft: false, permanent });
