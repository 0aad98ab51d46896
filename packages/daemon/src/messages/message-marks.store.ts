import type { Chat } from '@waypost/contract';
import type { Database } from '../storage/database.js';
import type { StoredMessage } from './stored-message.js';

/** What happens to a stored message beside its status: somebody changes it, takes it back or reads it. */
export interface MessageMarks {
	/** Gives a message its new text, or its new caption. @param at - milliseconds since 1970. */
	setText(id: string, text: string, at: number): void;
	/**
	 * Empties a message that was deleted for everyone. The encoded content stays: a device that has
	 * not read the message yet asks for it, and then gets the delete.
	 */
	setDeleted(id: string, at: number): void;
	/** Has a later edit of ours of the same message reached WhatsApp? */
	hasNewerEdit(edit: Pick<StoredMessage, 'sessionId' | 'chat' | 'targetId' | 'seq'>): boolean;
	/** Notes that it was told that the message waits. */
	setWaitingTold(id: string, at: number): void;
	/** Gives what waits for a chat to another one. */
	moveWaiting(sessionId: string, fromChatId: string, to: Chat): void;
	/** Notes that the sender knows that a received message was read. */
	setRead(id: string, at: number): void;
	/** Ids of the received messages of a chat that nobody was told were read, newest first. */
	unread(sessionId: string, chatId: string, limit: number): string[];
}

export function createMessageMarks(db: Database): MessageMarks {
	return {
		setText: (id, text, at) => {
			db.run('UPDATE messages SET text = ?, edited_at = ? WHERE id = ?', text, at, id);
		},
		setDeleted: (id, at) => {
			db.run(
				"UPDATE messages SET text = NULL, attachment = NULL, details = '{}', deleted_at = ? WHERE id = ?",
				at,
				id,
			);
		},
		hasNewerEdit: ({ sessionId, chat, targetId, seq }) =>
			db.get(
				`SELECT 1 FROM messages INDEXED BY messages_of_chat
				WHERE session_id = ? AND chat_id = ? AND seq > ? AND target_id = ? AND kind = 'edit'
					AND direction = 'out' AND status IN ('sent', 'delivered', 'read', 'played') LIMIT 1`,
				...[sessionId, chat.id, seq, targetId],
			) !== undefined,
		setWaitingTold: (id, at) => {
			db.run('UPDATE messages SET waiting_told_at = ? WHERE id = ?', at, id);
		},
		moveWaiting: (sessionId, fromChatId, to) => {
			db.run(
				`UPDATE messages SET chat_id = ?, chat = ? WHERE session_id = ? AND chat_id = ?
					AND direction = 'out' AND status = 'accepted'`,
				to.id,
				JSON.stringify(to),
				sessionId,
				fromChatId,
			);
		},
		setRead: (id, at) => {
			db.run('UPDATE messages SET read_at = ? WHERE id = ?', at, id);
		},
		unread: (sessionId, chatId, limit) =>
			db
				.all<{ id: string }>(
					`SELECT id FROM messages WHERE session_id = ? AND chat_id = ? AND direction = 'in' AND read_at IS NULL
						AND deleted_at IS NULL AND kind NOT IN ('reaction', 'edit', 'delete')
					ORDER BY seq DESC LIMIT ?`,
					sessionId,
					chatId,
					limit,
				)
				.map(({ id }) => id),
	};
}
