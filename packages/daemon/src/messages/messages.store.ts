import type { Direction, MessageError, MessageStatus } from '@waypost/contract';
import type { Database } from '../storage/database.js';
import { createChatMoves, type ChatMoves } from './contacts/chat-moves.store.js';
import { createEarlyChanges, type EarlyChanges } from './incoming/early-changes.store.js';
import { createMessageMarks, type MessageMarks } from './message-marks.store.js';
import { toMessage, type MessageRow } from './message-row.js';
import type { NewMessage, StoredMessage } from './stored-message.js';

export type {
	MessageDetails,
	NewMessage,
	StoredAttachment,
	StoredMessage,
} from './stored-message.js';

export interface MessageFilter {
	chatId?: string | undefined;
	direction?: Direction | undefined;
	status?: MessageStatus | undefined;
	/** Id of the message after which to go on, newest first. */
	after?: string | undefined;
	limit: number;
}

/** A message got a new status. Times in milliseconds since 1970. */
export interface StatusStep {
	status: MessageStatus;
	error: MessageError | null;
	/** When it happened, as far as is known. */
	at: number;
	now: number;
}

/** All messages, in and out. The outbox is the rows `out` with status `accepted` or `sending`. */
export interface MessagesStore extends MessageMarks, ChatMoves, EarlyChanges {
	/** @returns false when this session has the same WhatsApp message in this chat already. */
	insert(message: NewMessage): boolean;
	get(sessionId: string, id: string): StoredMessage | undefined;
	byWhatsAppId(sessionId: string, whatsappId: string): StoredMessage | undefined;
	outgoing(sessionId: string, whatsappId: string): StoredMessage | undefined;
	byIdempotencyKey(sessionId: string, key: string): StoredMessage | undefined;
	freeIdempotencyKey(id: string): void;
	list(sessionId: string, filter: MessageFilter): StoredMessage[];
	/** Oldest first. */
	outbox(sessionId: string): StoredMessage[];
	countOutbox(sessionId: string): { waiting: number; inDoubt: number; failed: number };
	/** Outstanding messages of the session that were accepted before this one. */
	countBefore(message: StoredMessage): number;
	knowsChat(sessionId: string, chatId: string): boolean;
	setStatus(id: string, step: StatusStep): void;
	setContent(id: string, content: Uint8Array): void;
	setAttempt(id: string, attempts: number, nextAt: number): void;
	statusHistory(id: string): { status: MessageStatus; at: number }[];
	/** Names in the media folder: of what is sent, and of what was or will be fetched. */
	mediaFiles(): string[];
	/** @returns the names of its files in the media folder. */
	deleteSession(sessionId: string): string[];
}

const OUTSTANDING = "direction = 'out' AND status IN ('accepted', 'sending')";

/** What was fetched is kept under the id of its message. */
const MEDIA_NAME = 'coalesce(media_file, id) AS name';

const FIRST_STATUS =
	'INSERT OR IGNORE INTO message_statuses (message_id, position, status, at) VALUES (?, 0, ?, ?)';

/** WhatsApp tells whole seconds: what seems to come before the step it follows came just now. */
const ADD_STATUS = `INSERT OR IGNORE INTO message_statuses (message_id, position, status, at)
	SELECT :id, count(*), :status, iif(:at >= coalesce(max(at), :at), :at, max(:now, max(at)))
	FROM message_statuses WHERE message_id = :id`;

export function createMessagesStore(db: Database): MessagesStore {
	const one = (row: MessageRow | undefined) => row && toMessage(row);
	return {
		...createMessageMarks(db),
		...createChatMoves(db),
		...createEarlyChanges(db),
		insert: (message) => insert(db, message),
		get: (sessionId, id) =>
			one(db.get('SELECT * FROM messages WHERE id = ? AND session_id = ?', id, sessionId)),
		byWhatsAppId: (sessionId, whatsappId) =>
			one(
				db.get(
					'SELECT * FROM messages WHERE session_id = ? AND whatsapp_id = ? ORDER BY seq LIMIT 1',
					sessionId,
					whatsappId,
				),
			),
		outgoing: (sessionId, whatsappId) =>
			one(
				db.get(
					"SELECT * FROM messages WHERE session_id = ? AND whatsapp_id = ? AND direction = 'out'",
					sessionId,
					whatsappId,
				),
			),
		byIdempotencyKey: (sessionId, key) =>
			one(
				db.get(
					'SELECT * FROM messages WHERE session_id = ? AND idempotency_key = ?',
					sessionId,
					key,
				),
			),
		freeIdempotencyKey: (id) => {
			db.run('UPDATE messages SET idempotency_key = NULL WHERE id = ?', id);
		},
		list: (sessionId, filter) => list(db, sessionId, filter),
		outbox: (sessionId) =>
			db
				.all<MessageRow>(
					`SELECT * FROM messages INDEXED BY outbox WHERE session_id = ? AND ${OUTSTANDING} ORDER BY seq LIMIT 200`,
					sessionId,
				)
				.map(toMessage),
		countOutbox: (sessionId) => countOutbox(db, sessionId),
		countBefore: ({ sessionId, seq }) =>
			db.get<{ n: number }>(
				`SELECT count(*) AS n FROM messages INDEXED BY outbox WHERE session_id = ? AND ${OUTSTANDING} AND seq < ?`,
				sessionId,
				seq,
			)?.n ?? 0,
		knowsChat: (sessionId, chatId) =>
			db.get(
				"SELECT 1 FROM messages WHERE session_id = ? AND chat_id = ? AND status NOT IN ('accepted', 'sending', 'failed', 'cancelled') LIMIT 1",
				sessionId,
				chatId,
			) !== undefined,
		setStatus: (id, { status, error, at, now }) => {
			db.run(
				'UPDATE messages SET status = ?, error = ? WHERE id = ?',
				status,
				error && JSON.stringify(error),
				id,
			);
			db.run(ADD_STATUS, { id, status, at, now });
		},
		setContent: (id, content) => {
			db.run('UPDATE messages SET content = ? WHERE id = ?', content, id);
		},
		setAttempt: (id, attempts, nextAt) => {
			db.run('UPDATE messages SET attempts = ?, next_at = ? WHERE id = ?', attempts, nextAt, id);
		},
		statusHistory: (id) =>
			db.all<{ status: MessageStatus; at: number }>(
				'SELECT status, at FROM message_statuses WHERE message_id = ? ORDER BY position',
				id,
			),
		mediaFiles: () =>
			db
				.all<{ name: string }>(`SELECT ${MEDIA_NAME} FROM messages WHERE attachment IS NOT NULL`)
				.map(({ name }) => name),
		deleteSession: (sessionId) => {
			const files = db.all<{ name: string }>(
				`SELECT ${MEDIA_NAME} FROM messages WHERE session_id = ? AND attachment IS NOT NULL`,
				sessionId,
			);
			db.run('DELETE FROM messages WHERE session_id = ?', sessionId);
			db.run('DELETE FROM contacts WHERE session_id = ?', sessionId);
			db.run('DELETE FROM number_checks WHERE session_id = ?', sessionId);
			return files.map(({ name }) => name);
		},
	};
}

function insert(db: Database, message: NewMessage): boolean {
	const inserted = db.run(
		`INSERT OR IGNORE INTO messages (id, session_id, direction, whatsapp_id, chat_id, chat, sender, kind, text,
			attachment, media_file, reply_to, details, target_id, send_at, expires_at, status, error, content, attempts,
			next_at, idempotency_key, fingerprint, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		message.id,
		message.sessionId,
		message.direction,
		message.whatsappId,
		message.chat.id,
		JSON.stringify(message.chat),
		JSON.stringify(message.from),
		message.kind,
		message.text,
		message.attachment && JSON.stringify(message.attachment),
		message.mediaFile,
		message.replyTo,
		JSON.stringify(message.details),
		message.targetId,
		message.sendAt,
		message.expiresAt,
		message.status,
		message.error && JSON.stringify(message.error),
		message.content,
		message.attempts,
		message.nextAt,
		message.idempotencyKey,
		message.fingerprint,
		message.at,
	);
	if (inserted === 1) db.run(FIRST_STATUS, message.id, message.status, message.at);
	return inserted === 1;
}

function list(db: Database, sessionId: string, filter: MessageFilter): StoredMessage[] {
	const conditions = ['session_id = $session'];
	const params: Record<string, string | number> = { $session: sessionId, $limit: filter.limit };
	const where = (condition: string, name: string, value: string | undefined) => {
		if (value === undefined) return;
		conditions.push(condition);
		params[name] = value;
	};
	where('chat_id = $chat', '$chat', filter.chatId);
	where('direction = $direction', '$direction', filter.direction);
	where('status = $status', '$status', filter.status);
	where('seq < (SELECT seq FROM messages WHERE id = $after)', '$after', filter.after);
	return db
		.all<MessageRow>(
			`SELECT * FROM messages WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT $limit`,
			params,
		)
		.map(toMessage);
}

/** The indexes are named: a session may have a long history, and this is asked for all the time. */
function countOutbox(db: Database, sessionId: string) {
	const rows = db.all<{ status: MessageStatus; n: number }>(
		`SELECT status, count(*) AS n FROM messages INDEXED BY outbox WHERE session_id = ? AND ${OUTSTANDING} GROUP BY status
		UNION ALL SELECT status, count(*) AS n FROM messages INDEXED BY outbox_failed
			WHERE session_id = ? AND direction = 'out' AND status = 'failed' GROUP BY status`,
		sessionId,
		sessionId,
	);
	const count = (status: MessageStatus) => rows.find((row) => row.status === status)?.n ?? 0;
	return { waiting: count('accepted'), inDoubt: count('sending'), failed: count('failed') };
}
