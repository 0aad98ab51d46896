import type { Database } from '../../storage/database.js';
import { toMessage, type MessageRow } from '../message-row.js';
import type { StoredMessage } from '../stored-message.js';

/** Reactions, edits and deletes, and the messages they are about. */
export interface EarlyChanges {
	/** Those that came before the message with this WhatsApp id, oldest first. */
	earlyChanges(sessionId: string, whatsappId: string): StoredMessage[];
	setTarget(id: string, targetId: string): void;
}

export function createEarlyChanges(db: Database): EarlyChanges {
	return {
		earlyChanges: (sessionId, whatsappId) =>
			db
				.all<MessageRow>(
					`SELECT * FROM messages WHERE session_id = ? AND json_extract(details, '$.target') = ?
						AND target_id IS NULL AND kind IN ('reaction', 'edit', 'delete') ORDER BY seq`,
					sessionId,
					whatsappId,
				)
				.map(toMessage),
		setTarget: (id, targetId) => {
			db.run('UPDATE messages SET target_id = ? WHERE id = ?', targetId, id);
		},
	};
}
