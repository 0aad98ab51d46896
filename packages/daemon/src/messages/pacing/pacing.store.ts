import type { Database } from '../../storage/database.js';
import type { PacedSend } from './pacing.js';

/** What left in the last day, in the table `paced_sends`: what pacing counts survives a restart. */
export interface PacingStore {
	/**
	 * Counts a message. Joins the transaction under way.
	 *
	 * @returns false when it is counted already.
	 */
	record(sessionId: string, messageId: string, send: PacedSend): boolean;
	/** Sends of a session after a time (milliseconds since 1970), oldest first. */
	since(sessionId: string, after: number): PacedSend[];
	/** Forgets what is not after a time. */
	prune(sessionId: string, before: number): void;
	deleteSession(sessionId: string): void;
}

interface Row {
	chat_id: string;
	at: number;
	is_new_chat: number;
	text_hash: string | null;
}

export function createPacingStore(db: Database): PacingStore {
	return {
		record: (sessionId, messageId, { at, chatId, isNewChat, textHash }) =>
			db.run(
				`INSERT OR IGNORE INTO paced_sends (message_id, session_id, chat_id, at, is_new_chat, text_hash)
				VALUES (?, ?, ?, ?, ?, ?)`,
				...[messageId, sessionId, chatId, at, isNewChat ? 1 : 0, textHash],
			) === 1,
		since: (sessionId, after) =>
			db
				.all<Row>(
					`SELECT chat_id, at, is_new_chat, text_hash FROM paced_sends
					WHERE session_id = ? AND at > ? ORDER BY at`,
					sessionId,
					after,
				)
				.map(({ chat_id: chatId, at, is_new_chat: isNew, text_hash: textHash }) => ({
					...{ at, chatId, isNewChat: isNew === 1, textHash },
				})),
		prune: (sessionId, before) => {
			db.run('DELETE FROM paced_sends WHERE session_id = ? AND at <= ?', sessionId, before);
		},
		deleteSession: (sessionId) => {
			db.run('DELETE FROM paced_sends WHERE session_id = ?', sessionId);
		},
	};
}
