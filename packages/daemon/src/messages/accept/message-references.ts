import { CHANGE_KINDS, type ErrorCode } from '@waypost/contract';
import { WaypostError } from '../../runtime/waypost-error.js';
import { whyNotDeletable, whyNotEditable } from '../change-rules.js';
import type { Draft } from './draft.js';
import { invalidField } from '../message-text.js';
import type { MessagesStore, StoredMessage } from '../messages.store.js';
import { sentAt } from '../outbox/outgoing-content.js';

/** The messages of the session that a new message speaks of. */
export interface References {
	/** The one it answers. */
	answered: StoredMessage | null;
	/** The one it reacts to, edits or deletes. */
	target: StoredMessage | null;
}

type Store = Pick<MessagesStore, 'get' | 'statusHistory'>;

/**
 * Finds what a draft answers or changes, and checks that it can.
 *
 * @throws WaypostError MESSAGE_NOT_FOUND, MESSAGE_NOT_EDITABLE, MESSAGE_NOT_DELETABLE, and
 *   INVALID_REQUEST naming the field
 */
export function findReferences(
	store: Store,
	sessionId: string,
	draft: Draft,
	now: number,
): References {
	return {
		answered: draft.replyTo === null ? null : findAnswered(store, sessionId, draft.replyTo),
		target: findTarget(store, sessionId, draft, now),
	};
}

/**
 * Within a chat the order sees to it that an answer or a reaction leaves after what it is about; from
 * another chat, or before its time, it would speak of something nobody has seen.
 *
 * @throws WaypostError INVALID_REQUEST
 */
export function checkOrder(
	{ answered, target }: References,
	{ chatId, sendAt }: { chatId: string; sendAt: number | null },
): void {
	const leavesBefore = (before: StoredMessage | null): boolean =>
		before?.status !== 'accepted' ||
		(before.chat.id === chatId && (before.sendAt ?? 0) <= (sendAt ?? 0));
	if (!leavesBefore(answered)) {
		throw invalidField('/replyTo', 'The message to answer has not been sent yet.');
	}
	if (!leavesBefore(target)) {
		throw invalidField('/reaction/messageId', 'The message to react to has not been sent yet.');
	}
}

function findAnswered(store: Store, sessionId: string, id: string): StoredMessage {
	const answered = find(store, sessionId, id, '/replyTo');
	if (isChange(answered)) throw invalidField('/replyTo', `A ${answered.kind} cannot be answered.`);
	checkIsThere(answered, '/replyTo');
	return answered;
}

function findTarget(
	store: Store,
	sessionId: string,
	{ content }: Draft,
	now: number,
): StoredMessage | null {
	if (content.kind === 'reaction') {
		const path = '/reaction/messageId';
		const target = find(store, sessionId, content.targetId, path);
		if (isChange(target)) throw invalidField(path, `A ${target.kind} takes no reaction.`);
		checkIsThere(target, path);
		return target;
	}
	if (content.kind !== 'edit' && content.kind !== 'delete') return null;
	const target = find(store, sessionId, content.targetId, null);
	const times = { sentAt: sentAt(target, store), now };
	if (content.kind === 'edit') refuse('MESSAGE_NOT_EDITABLE', whyNotEditable(target, times));
	else refuse('MESSAGE_NOT_DELETABLE', whyNotDeletable(target, times));
	return target;
}

const isChange = ({ kind }: StoredMessage): boolean =>
	CHANGE_KINDS.some((change) => change === kind);

/** @param path - of the field that names the message; null when the address does. */
function find(store: Store, sessionId: string, id: string, path: string | null): StoredMessage {
	const message = store.get(sessionId, id);
	if (message) return message;
	const words = `Session '${sessionId}' has no message '${id}'.`;
	const fields = path === null ? [] : [{ path, code: 'MESSAGE_NOT_FOUND', message: words }];
	throw new WaypostError('MESSAGE_NOT_FOUND', words, { fields });
}

/** Nobody else has what failed, and nobody should see again what was deleted. */
function checkIsThere({ status, deletedAt }: StoredMessage, path: string): void {
	if (deletedAt !== null) throw invalidField(path, 'That message is deleted.');
	if (status === 'failed' || status === 'cancelled') {
		throw invalidField(path, 'That message was never sent.');
	}
}

function refuse(code: ErrorCode, why: string | null): void {
	if (why !== null) throw new WaypostError(code, why);
}
