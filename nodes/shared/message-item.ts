import type { IDataObject } from 'n8n-workflow';
import type { Attachment, Message } from './waypost-types';

/**
 * A message as one flat item: what a workflow needs next, under names that expressions read well.
 * `chatId` goes into To > By ID, `id` into Reply To. Fields that say nothing are left out.
 */
export function toItem(message: Message): IDataObject {
	const { id, sessionId, direction, chat, from, kind, text, status, at } = message;
	return {
		id,
		sessionId,
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
		status,
		at,
	};
}

/** The output of a node: flat, or with everything Waypost knows when Simplify is off. */
export const toOutput = (message: Message, isSimple: boolean): IDataObject =>
	isSimple ? toItem(message) : { ...message };

export const toAttachmentItem = ({
	mimeType,
	fileName,
	size,
	sha256,
}: Attachment): IDataObject => ({ mimeType, fileName, size, sha256 });

/** Why a message failed. Not a field `error`: n8n would take the item for one that a node failed with. */
export const failureOf = ({ code, detail }: { code: string; detail: string }): IDataObject => ({
	failedBecause: { code, detail },
});

function contentOf(message: Message): IDataObject {
	const { attachment, location, contacts, poll, reaction, target, replyTo, mentions } = message;
	return {
		...(attachment && { attachment: toAttachmentItem(attachment) }),
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
function progressOf({ waiting, sendAt, expiresAt }: Message): IDataObject {
	return {
		...(waiting && { waiting: waiting.code, waitingUntil: waiting.until }),
		...given('sendAt', sendAt),
		...given('expiresAt', expiresAt),
	};
}

const given = (name: string, value: unknown): IDataObject =>
	value === null ? {} : { [name]: value as IDataObject };
