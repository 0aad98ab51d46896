import { ATTACHMENT_KINDS } from '@waypost/contract';
import type { StoredMessage } from './messages.store.js';

/** What the rules look at. */
export type ChangeTarget = Pick<
	StoredMessage,
	'direction' | 'kind' | 'status' | 'error' | 'deletedAt' | 'sendAt' | 'chat'
>;

export interface ChangeTimes {
	/** When the message was sent, or accepted while it is not; milliseconds since 1970. */
	sentAt: number;
	now: number;
}

const MINUTE_MS = 60_000;
/** WhatsApp lets nobody edit a message that is older (faq.whatsapp.com, "How to edit messages"). */
const EDIT_WINDOW_MS = 15 * MINUTE_MS;
/** Phones take a delete for everyone for about two days. */
const DELETE_WINDOW_MS = 48 * 60 * MINUTE_MS;

/** Kinds whose caption can be edited. A voice note, an audio and a sticker have none. */
const EDITABLE_KINDS: readonly string[] = ['text', 'image', 'video', 'document'];
const DELETABLE_KINDS: readonly string[] = [
	...['text', ...ATTACHMENT_KINDS],
	...['location', 'contact', 'poll', 'other'],
];

/** Why the text of a message cannot be changed; null when it can. */
export function whyNotEditable(message: ChangeTarget, times: ChangeTimes): string | null {
	if (message.direction === 'in') return 'Only messages sent from this number can be edited.';
	if (!EDITABLE_KINDS.includes(message.kind)) {
		return `A message of the kind '${message.kind}' has no text to edit.`;
	}
	const ended = whyEnded(message);
	if (ended !== null) return ended;
	if (isScheduled(message, times)) {
		return 'It is scheduled and has not been sent. Cancel it and send another one.';
	}
	return times.now - times.sentAt > EDIT_WINDOW_MS
		? 'WhatsApp lets a message be edited for 15 minutes after it was sent.'
		: null;
}

/** Why a message cannot be deleted for everyone; null when WhatsApp may be asked. */
export function whyNotDeletable(message: ChangeTarget, times: ChangeTimes): string | null {
	if (message.direction === 'in' && message.chat.kind !== 'group') {
		return 'A message that somebody else wrote can only be deleted in a group, by its admins.';
	}
	if (message.kind === 'reaction') return 'Take a reaction back by an empty reaction.';
	if (!DELETABLE_KINDS.includes(message.kind)) {
		return `A message of the kind '${message.kind}' cannot be taken back.`;
	}
	const mayHaveArrived = message.error?.code === 'DELIVERY_UNKNOWN' && message.deletedAt === null;
	const ended = mayHaveArrived ? null : whyEnded(message);
	if (ended !== null) return ended;
	return times.now - times.sentAt > DELETE_WINDOW_MS
		? 'WhatsApp lets a message be deleted for everyone for 48 hours after it was sent.'
		: null;
}

function whyEnded({ status, deletedAt }: ChangeTarget): string | null {
	if (deletedAt !== null) return 'It is deleted already.';
	if (status === 'failed') return 'It failed, so nobody has it.';
	return status === 'cancelled' ? 'It was cancelled before it was sent.' : null;
}

/** It would be overtaken by what is sent at once. */
const isScheduled = ({ status, sendAt }: ChangeTarget, { now }: ChangeTimes): boolean =>
	status === 'accepted' && sendAt !== null && sendAt > now;
