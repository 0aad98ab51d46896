import type { Message } from '@waypost/contract';
import type { EventLog } from '../events/event-log.js';
import type { MessagesStore, StoredMessage } from './messages.store.js';

export interface SentChangeOptions {
	store: Pick<MessagesStore, 'get' | 'setText' | 'setDeleted' | 'hasNewerEdit'>;
	events: Pick<EventLog, 'publish'>;
	view: (message: StoredMessage) => Message;
}

/**
 * Carries out an edit or a delete of ours, once WhatsApp has it: the message it is about changes, and
 * that is told. Does nothing for other kinds, nor for an edit whose confirmation comes after that of a
 * later one, as a receipt for one that was given up may. Call it in the transaction that notes the
 * confirmation.
 *
 * @param at - milliseconds since 1970.
 */
export function applySentChange(
	change: StoredMessage,
	at: number,
	{ store, events, view }: SentChangeOptions,
): void {
	const { sessionId, targetId, kind, text, from } = change;
	if ((kind !== 'edit' && kind !== 'delete') || targetId === null) return;
	const target = store.get(sessionId, targetId);
	if (!target || target.deletedAt !== null) return;
	if (kind === 'delete') {
		store.setDeleted(target.id, at);
		const { id: messageId, whatsappId, chat } = target;
		events.publish('message.deleted', sessionId, { messageId, whatsappId, chat, by: from });
		return;
	}
	if (store.hasNewerEdit(change)) return;
	store.setText(target.id, text ?? '', at);
	const edited = store.get(sessionId, targetId) ?? target;
	events.publish('message.edited', sessionId, { message: view(edited), by: from });
}
