import type { Database } from '../../storage/database.js';

/** The chat of a person, by its new address. */
export interface ChatMove {
	sessionId: string;
	lid: string;
	/** Id of the chat by phone number. */
	chatId: string;
	/** E.164 with `+`. */
	phoneNumber: string;
}

/** Brings what was stored under two addresses of one person together. */
export interface ChatMoves {
	/**
	 * Moves the messages of a chat that was known by its LID alone to the chat by phone number.
	 *
	 * @returns how many messages moved.
	 */
	moveChat(move: ChatMove): number;
}

/** A message that is in both chats stays where it is: it would be there twice. */
const MOVE = `UPDATE OR IGNORE messages SET
	chat_id = $chat,
	chat = json_set(chat, '$.id', $chat, '$.phoneNumber', $number, '$.lid', $lid),
	sender = CASE json_extract(sender, '$.id')
		WHEN $lid THEN json_set(sender, '$.id', $chat, '$.phoneNumber', $number, '$.lid', $lid)
		ELSE sender END
	WHERE session_id = $session AND chat_id = $lid`;

export function createChatMoves(db: Database): ChatMoves {
	return {
		moveChat: ({ sessionId, lid, chatId, phoneNumber }) =>
			db.run(MOVE, { $session: sessionId, $lid: lid, $chat: chatId, $number: phoneNumber }),
	};
}
