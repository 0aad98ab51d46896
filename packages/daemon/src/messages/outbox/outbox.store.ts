import type { ChatKind } from '@waypost/contract';
import type { Database } from '../../storage/database.js';

/** What the outbox keeps in memory of an outstanding message. Times in milliseconds since 1970. */
export interface QueuedMessage {
	/** Order of acceptance. */
	seq: number;
	id: string;
	whatsappId: string;
	chatId: string;
	chatKind: ChatKind;
	status: 'accepted' | 'sending';
	attempts: number;
	/** Not to be sent before; null for at once. */
	sendAt: number | null;
}

/** A chat of which something may go as far as the chat is concerned. */
export interface DueChat extends Pick<QueuedMessage, 'chatId' | 'chatKind'> {
	/** Messages that are due. */
	count: number;
}

/** Questions about messages that only sending asks. */
export interface OutboxStore {
	/** Every outstanding message of a session, oldest first. */
	outstanding(sessionId: string): QueuedMessage[];
	/** Those accepted after the one with this `seq`. */
	outstandingAfter(sessionId: string, seq: number): QueuedMessage[];
	countOutstanding(sessionId: string): number;
	/** Chats in which something that is due waits for its turn, and not for one in doubt before it. */
	chatsDue(sessionId: string, now: number): DueChat[];
	/** Ids of the sessions in whose outbox something is. */
	sessionsWithOutstanding(): string[];
	/** When somebody last wrote in the chat; null for never. */
	lastIncomingAt(sessionId: string, chatId: string): number | null;
	/** Has a message of ours reached WhatsApp in this chat? */
	hasSent(sessionId: string, chatId: string): boolean;
	/** When the message of this chat that nobody has confirmed yet was first sent; null without one. */
	inDoubtSince(sessionId: string, chatId: string): number | null;
	/** Ids of accepted messages for whose waiting no event was published, oldest first. */
	untold(sessionId: string, limit: number): string[];
	/** Outstanding messages past their time to live; those on their way get until their next try. */
	expired(now: number, limit: number): { sessionId: string; id: string }[];
	/** When the next one expires; null when none will. */
	nextExpiry(): number | null;
}

interface Row {
	seq: number;
	id: string;
	whatsapp_id: string;
	chat_id: string;
	chat_kind: ChatKind;
	status: 'accepted' | 'sending';
	attempts: number;
	send_at: number | null;
}

const OUTSTANDING = "direction = 'out' AND status IN ('accepted', 'sending')";
const COLUMNS =
	"seq, id, whatsapp_id, chat_id, json_extract(chat, '$.kind') AS chat_kind, status, attempts, send_at";

const toQueued = (row: Row): QueuedMessage => ({
	seq: row.seq,
	id: row.id,
	whatsappId: row.whatsapp_id,
	chatId: row.chat_id,
	chatKind: row.chat_kind,
	status: row.status,
	attempts: row.attempts,
	sendAt: row.send_at,
});

/** The indexes are named: a session may have a long history, and its outbox is asked for all the time. */
export function createOutboxStore(db: Database): OutboxStore {
	return {
		outstanding: (sessionId) =>
			db
				.all<Row>(
					`SELECT ${COLUMNS} FROM messages INDEXED BY outbox WHERE session_id = ? AND ${OUTSTANDING} ORDER BY seq`,
					sessionId,
				)
				.map(toQueued),
		outstandingAfter: (sessionId, seq) =>
			db
				.all<Row>(
					`SELECT ${COLUMNS} FROM messages INDEXED BY messages_of_session
					WHERE session_id = ? AND seq > ? AND ${OUTSTANDING} ORDER BY seq`,
					sessionId,
					seq,
				)
				.map(toQueued),
		countOutstanding: (sessionId) =>
			db.get<{ n: number }>(
				`SELECT count(*) AS n FROM messages INDEXED BY outbox WHERE session_id = ? AND ${OUTSTANDING}`,
				sessionId,
			)?.n ?? 0,
		chatsDue: (sessionId, now) =>
			db
				.all<{ chat_id: string; chat_kind: ChatKind; n: number }>(
					`SELECT chat_id, json_extract(chat, '$.kind') AS chat_kind, count(*) AS n
					FROM messages INDEXED BY outbox
					WHERE session_id = ? AND ${OUTSTANDING} AND (send_at IS NULL OR send_at <= ?)
					GROUP BY chat_id HAVING max(status = 'sending') = 0`,
					sessionId,
					now,
				)
				.map(({ chat_id: chatId, chat_kind: chatKind, n: count }) => ({ chatId, chatKind, count })),
		sessionsWithOutstanding: () =>
			db
				.all<{
					session_id: string;
				}>(`SELECT DISTINCT session_id FROM messages INDEXED BY outbox WHERE ${OUTSTANDING}`)
				.map(({ session_id: sessionId }) => sessionId),
		lastIncomingAt: (sessionId, chatId) =>
			db.get<{ at: number }>(
				`SELECT at FROM messages INDEXED BY messages_of_chat
				WHERE session_id = ? AND chat_id = ? AND direction = 'in' ORDER BY seq DESC LIMIT 1`,
				sessionId,
				chatId,
			)?.at ?? null,
		hasSent: (sessionId, chatId) =>
			db.get(
				`SELECT 1 FROM messages INDEXED BY messages_of_chat WHERE session_id = ? AND chat_id = ?
					AND direction = 'out' AND status IN ('sent', 'delivered', 'read', 'played') LIMIT 1`,
				sessionId,
				chatId,
			) !== undefined,
		inDoubtSince: (sessionId, chatId) =>
			db.get<{ at: number }>(
				`SELECT message_statuses.at FROM messages INDEXED BY outbox
				JOIN message_statuses ON message_id = id AND message_statuses.status = 'sending'
				WHERE session_id = ? AND chat_id = ? AND direction = 'out' AND messages.status = 'sending'
					AND messages.status IN ('accepted', 'sending') LIMIT 1`,
				sessionId,
				chatId,
			)?.at ?? null,
		untold: (sessionId, limit) =>
			db
				.all<{ id: string }>(
					`SELECT id FROM messages INDEXED BY outbox
					WHERE session_id = ? AND ${OUTSTANDING} AND status = 'accepted' AND waiting_told_at IS NULL
					ORDER BY seq LIMIT ?`,
					sessionId,
					limit,
				)
				.map(({ id }) => id),
		expired: (now, limit) =>
			db
				.all<{ session_id: string; id: string }>(
					`SELECT session_id, id FROM messages INDEXED BY outbox_expiring
					WHERE ${OUTSTANDING} AND expires_at IS NOT NULL AND expires_at <= $now
						AND (status = 'accepted' OR attempts = 0 OR next_at <= $now) LIMIT $limit`,
					{ $now: now, $limit: limit },
				)
				.map(({ session_id: sessionId, id }) => ({ sessionId, id })),
		nextExpiry: () =>
			db.get<{ at: number | null }>(
				`SELECT min(CASE WHEN status = 'accepted' OR attempts = 0 THEN expires_at ELSE max(expires_at, next_at) END) AS at
				FROM messages INDEXED BY outbox_expiring WHERE ${OUTSTANDING} AND expires_at IS NOT NULL`,
			)?.at ?? null,
	};
}
