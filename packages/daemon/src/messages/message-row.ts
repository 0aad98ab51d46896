import type {
	Chat,
	Contact,
	Direction,
	MessageError,
	MessageKind,
	MessageStatus,
} from '@waypost/contract';
import type { MessageDetails, StoredAttachment, StoredMessage } from './stored-message.js';

/** A row of the table `messages`. */
export interface MessageRow {
	seq: number;
	id: string;
	session_id: string;
	direction: Direction;
	whatsapp_id: string;
	chat: string;
	sender: string;
	kind: MessageKind;
	text: string | null;
	attachment: string | null;
	media_file: string | null;
	reply_to: string | null;
	details: string | null;
	target_id: string | null;
	send_at: number | null;
	expires_at: number | null;
	edited_at: number | null;
	deleted_at: number | null;
	read_at: number | null;
	waiting_told_at: number | null;
	status: MessageStatus;
	error: string | null;
	content: Uint8Array | null;
	attempts: number;
	next_at: number;
	idempotency_key: string | null;
	fingerprint: string | null;
	at: number;
}

const parse = <T>(json: string | null): T | null =>
	json === null ? null : (JSON.parse(json) as T);

/** A message from its row. */
export function toMessage(row: MessageRow): StoredMessage {
	return {
		seq: row.seq,
		id: row.id,
		sessionId: row.session_id,
		direction: row.direction,
		whatsappId: row.whatsapp_id,
		chat: JSON.parse(row.chat) as Chat,
		from: JSON.parse(row.sender) as Contact,
		kind: row.kind,
		text: row.text,
		attachment: parse<StoredAttachment>(row.attachment),
		mediaFile: row.media_file,
		replyTo: row.reply_to,
		details: parse<MessageDetails>(row.details) ?? {},
		targetId: row.target_id,
		sendAt: row.send_at,
		expiresAt: row.expires_at,
		editedAt: row.edited_at,
		deletedAt: row.deleted_at,
		readAt: row.read_at,
		waitingToldAt: row.waiting_told_at,
		status: row.status,
		error: parse<MessageError>(row.error),
		content: row.content,
		attempts: row.attempts,
		nextAt: row.next_at,
		idempotencyKey: row.idempotency_key,
		fingerprint: row.fingerprint,
		at: row.at,
	};
}
