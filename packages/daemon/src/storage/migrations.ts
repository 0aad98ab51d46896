import type { DatabaseSync } from 'node:sqlite';

/**
 * The schema, as the list of steps that made it. A step is never changed once released; a change is
 * a new step at the end. `PRAGMA user_version` counts the steps a file has had.
 */
export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

	-- Keyv: credentials and session records. Namespace first, so that one session is one range.
	CREATE TABLE kv (ns TEXT NOT NULL, k TEXT NOT NULL, v TEXT NOT NULL, expires INTEGER, PRIMARY KEY (ns, k)) STRICT, WITHOUT ROWID;

	CREATE TABLE api_keys (
		id TEXT PRIMARY KEY, name TEXT NOT NULL,
		secret_hash BLOB NOT NULL, old_secret_hash BLOB, old_secret_until INTEGER,
		scopes TEXT NOT NULL, sessions TEXT NOT NULL, max_sessions INTEGER,
		expires_at INTEGER, ip_allow TEXT NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER
	) STRICT, WITHOUT ROWID;

	CREATE TABLE messages (
		seq INTEGER PRIMARY KEY,
		id TEXT NOT NULL UNIQUE,
		session_id TEXT NOT NULL,
		direction TEXT NOT NULL,
		whatsapp_id TEXT NOT NULL,
		chat_id TEXT NOT NULL,
		chat TEXT NOT NULL,
		sender TEXT NOT NULL,
		kind TEXT NOT NULL,
		text TEXT,
		attachment TEXT,
		media_file TEXT,
		reply_to TEXT,
		status TEXT NOT NULL,
		error TEXT,
		content BLOB,
		attempts INTEGER NOT NULL DEFAULT 0,
		next_at INTEGER NOT NULL DEFAULT 0,
		idempotency_key TEXT,
		fingerprint TEXT,
		at INTEGER NOT NULL
	) STRICT;
	CREATE UNIQUE INDEX messages_by_whatsapp_id ON messages (session_id, whatsapp_id, direction, chat_id);
	CREATE UNIQUE INDEX messages_by_idempotency_key ON messages (session_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
	CREATE INDEX messages_of_session ON messages (session_id, seq);
	CREATE INDEX messages_of_chat ON messages (session_id, chat_id, seq);
	CREATE INDEX outbox ON messages (session_id, chat_id, seq) WHERE direction = 'out' AND status IN ('accepted', 'sending');

	CREATE TABLE message_statuses (
		message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
		position INTEGER NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (message_id, position), UNIQUE (message_id, status)
	) STRICT, WITHOUT ROWID;

	-- seq orders, id names: ids stay unique when a data folder is made anew.
	CREATE TABLE events (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		id TEXT NOT NULL UNIQUE,
		type TEXT NOT NULL, session_id TEXT NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL
	) STRICT;
	CREATE INDEX events_of_session ON events (session_id, seq);
	`,
	`
	CREATE TABLE webhook_endpoints (
		id TEXT PRIMARY KEY, url TEXT NOT NULL,
		events TEXT NOT NULL, sessions TEXT NOT NULL, chats TEXT,
		once INTEGER NOT NULL, expires_at INTEGER, description TEXT NOT NULL,
		state TEXT NOT NULL, disabled_because TEXT,
		secret TEXT NOT NULL, old_secret TEXT, old_secret_until INTEGER,
		key_sessions TEXT NOT NULL, created_at INTEGER NOT NULL, last_delivery_at INTEGER
	) STRICT, WITHOUT ROWID;

	-- The id is the event's. A lane is a chat, or a session where there is none: the unit of order.
	CREATE TABLE webhook_deliveries (
		seq INTEGER PRIMARY KEY,
		endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
		id TEXT NOT NULL, type TEXT NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL,
		status TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL,
		last_status INTEGER, last_error TEXT, created_at INTEGER NOT NULL, delivered_at INTEGER,
		UNIQUE (endpoint_id, id)
	) STRICT;
	CREATE INDEX deliveries_of_endpoint ON webhook_deliveries (endpoint_id, seq);
	CREATE INDEX deliveries_waiting ON webhook_deliveries (endpoint_id, lane, seq) WHERE status = 'pending';
	CREATE INDEX deliveries_done ON webhook_deliveries (created_at) WHERE status <> 'pending';
	`,
	`
	-- What only some kinds have, as JSON; target_id names the message that a reaction, an edit or a delete is about.
	ALTER TABLE messages ADD COLUMN details TEXT;
	ALTER TABLE messages ADD COLUMN target_id TEXT;
	ALTER TABLE messages ADD COLUMN send_at INTEGER;
	ALTER TABLE messages ADD COLUMN expires_at INTEGER;
	ALTER TABLE messages ADD COLUMN edited_at INTEGER;
	ALTER TABLE messages ADD COLUMN deleted_at INTEGER;
	-- When we told the sender that it was read; when the one event about its waiting was published.
	ALTER TABLE messages ADD COLUMN read_at INTEGER;
	ALTER TABLE messages ADD COLUMN waiting_told_at INTEGER;

	CREATE TABLE message_receipts (
		message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
		contact_id TEXT NOT NULL, contact TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (message_id, contact_id)
	) STRICT, WITHOUT ROWID;

	-- The two addresses of a person, as each session learned them.
	CREATE TABLE contacts (
		session_id TEXT NOT NULL, lid TEXT NOT NULL, phone_number TEXT NOT NULL,
		PRIMARY KEY (session_id, lid)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX contacts_by_number ON contacts (session_id, phone_number);

	-- The key that answers for an endpoint; since when it has only failed.
	ALTER TABLE webhook_endpoints ADD COLUMN key_id TEXT;
	ALTER TABLE webhook_endpoints ADD COLUMN failing_since INTEGER;

	-- What left in the last day: what pacing counts.
	CREATE TABLE paced_sends (
		message_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, chat_id TEXT NOT NULL, at INTEGER NOT NULL,
		is_new_chat INTEGER NOT NULL, text_hash TEXT
	) STRICT, WITHOUT ROWID;
	CREATE INDEX paced_sends_of_session ON paced_sends (session_id, at);

	CREATE INDEX outbox_expiring ON messages (expires_at)
		WHERE expires_at IS NOT NULL AND direction = 'out' AND status IN ('accepted', 'sending');
	`,
	`
	-- What WhatsApp said about numbers; registered_as is its own spelling, NULL for a number it does not know.
	CREATE TABLE number_checks (
		session_id TEXT NOT NULL, phone_number TEXT NOT NULL, registered_as TEXT, lid TEXT, checked_at INTEGER NOT NULL,
		PRIMARY KEY (session_id, phone_number)
	) STRICT, WITHOUT ROWID;
	`,
	`
	-- Reactions, edits and deletes that came before their message: looked for with each message that comes.
	CREATE INDEX messages_early_changes ON messages (session_id, json_extract(details, '$.target'))
		WHERE target_id IS NULL AND kind IN ('reaction', 'edit', 'delete');
	`,
	`
	CREATE TABLE group_subjects (
		session_id TEXT NOT NULL, group_id TEXT NOT NULL, subject TEXT NOT NULL,
		PRIMARY KEY (session_id, group_id)
	) STRICT, WITHOUT ROWID;

	-- Notices of WhatsApp that were told: one that comes again is not told again.
	CREATE TABLE group_notices (
		session_id TEXT NOT NULL, group_id TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (session_id, group_id, id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX group_notices_by_time ON group_notices (at);
	`,
	`
	-- A session tells how many of its messages failed, each time it is looked at.
	CREATE INDEX outbox_failed ON messages (session_id) WHERE direction = 'out' AND status = 'failed';
	`,
	`
	-- What is forgotten once it is old; another spelling of a number is not.
	CREATE INDEX number_checks_by_time ON number_checks (checked_at)
		WHERE registered_as IS NULL OR registered_as = phone_number;
	`,
];

/**
 * Brings a database to the newest schema, each step in a transaction of its own.
 *
 * @throws when the file was written by a newer version: going back could lose what it holds.
 */
export function migrate(
	db: DatabaseSync,
	file: string,
	migrations: readonly string[] = MIGRATIONS,
): void {
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
	if (version > migrations.length) {
		throw new Error(
			`${file} was written by a newer version of Waypost (schema ${version}, this one knows ${migrations.length}). Install that version, or start with another data folder.`,
		);
	}
	migrations.slice(version).forEach((step, index) => {
		db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
	});
}
