import type { Attachment, Message } from '@waypost/client';

/** A message as `msg.waypost` shows it. */
export interface MessageView extends Record<string, unknown> {
	id: string;
	sessionId: string;
	status: Message['status'];
}

/**
 * A message as one flat object: what a flow needs next. `chatId` is where an answer goes, `id` what a
 * reply or a reaction names. Fields that say nothing are left out.
 */
export function toView(message: Message): MessageView {
	const { id, sessionId, direction, chat, from, kind, text, status, at } = message;
	return {
		id,
		sessionId,
		status,
		direction,
		chatId: chat.id,
		...given('chatName', chat.name),
		isGroup: chat.kind === 'group',
		...(direction === 'in' && { from: from.phoneNumber ?? from.id, fromName: from.name }),
		...(direction === 'out' && { to: chat.phoneNumber ?? chat.id }),
		kind,
		text,
		...contentOf(message),
		...progressOf(message),
		at,
	};
}

export const toAttachmentView = ({ mimeType, fileName, size, sha256 }: Attachment) => ({
	mimeType,
	fileName,
	size,
	sha256,
});

function contentOf(message: Message): Record<string, unknown> {
	const { attachment, location, contacts, poll, reaction, target, replyTo, mentions } = message;
	return {
		...(attachment && { attachment: toAttachmentView(attachment) }),
		...given('location', location),
		...(contacts.length > 0 && {
			contacts: contacts.map(({ name, phoneNumber }) => ({ name, phoneNumber })),
		}),
		...given('poll', poll),
		...given('reaction', reaction),
		...given('target', target),
		...given('replyTo', replyTo),
		...(mentions.length > 0 && {
			mentions: mentions.map(({ phoneNumber, id }) => phoneNumber ?? id),
		}),
	};
}

/** Why a message that was accepted is not on its way yet. */
const progressOf = ({ waiting, sendAt, expiresAt }: Message): Record<string, unknown> => ({
	...(waiting && { waiting: waiting.code, waitingUntil: waiting.until }),
	...given('sendAt', sendAt),
	...given('expiresAt', expiresAt),
});

const given = (name: string, value: unknown): Record<string, unknown> =>
	value === null ? {} : { [name]: value };
