import type { EventType, WebhookState } from '@waypost/contract';
import type { Database } from '../storage/database.js';
import type { EndpointRecord } from './webhook-endpoint.js';

interface EndpointRow {
	id: string;
	url: string;
	events: string;
	sessions: string;
	chats: string | null;
	once: number;
	expires_at: number | null;
	description: string;
	state: string;
	disabled_because: string | null;
	secret: string;
	old_secret: string | null;
	old_secret_until: number | null;
	key_id: string | null;
	key_sessions: string;
	failing_since: number | null;
	created_at: number;
	last_delivery_at: number | null;
}

const toRecord = (row: EndpointRow): EndpointRecord => ({
	id: row.id,
	url: row.url,
	events: JSON.parse(row.events) as EventType[],
	sessions: JSON.parse(row.sessions) as string[],
	chats: row.chats === null ? null : (JSON.parse(row.chats) as string[]),
	once: row.once === 1,
	expiresAt: row.expires_at,
	description: row.description,
	state: row.state as WebhookState,
	disabledBecause: row.disabled_because,
	secret: row.secret,
	oldSecret: row.old_secret,
	oldSecretUntil: row.old_secret_until,
	keyId: row.key_id,
	keySessions: JSON.parse(row.key_sessions) as string[],
	failingSince: row.failing_since,
	createdAt: row.created_at,
	lastDeliveryAt: row.last_delivery_at,
});

const PUT = `
	INSERT INTO webhook_endpoints (id, url, events, sessions, chats, once, expires_at, description, state,
		disabled_because, secret, old_secret, old_secret_until, key_id, key_sessions, created_at, last_delivery_at, failing_since)
	VALUES (:id, :url, :events, :sessions, :chats, :once, :expiresAt, :description, :state,
		:disabledBecause, :secret, :oldSecret, :oldSecretUntil, :keyId, :keySessions, :createdAt, :lastDeliveryAt, :failingSince)
	ON CONFLICT (id) DO UPDATE SET
		url = excluded.url, events = excluded.events, sessions = excluded.sessions, chats = excluded.chats,
		once = excluded.once, expires_at = excluded.expires_at, description = excluded.description,
		state = excluded.state, disabled_because = excluded.disabled_because, secret = excluded.secret,
		old_secret = excluded.old_secret, old_secret_until = excluded.old_secret_until,
		key_id = excluded.key_id, last_delivery_at = excluded.last_delivery_at, failing_since = excluded.failing_since`;

/** The webhook endpoints in the table `webhook_endpoints`. */
export class WebhookEndpointsStore {
	readonly #database: Database;

	constructor({ database }: { database: Database }) {
		this.#database = database;
	}

	/** Inserts a record, or replaces the one with its id. */
	put(record: EndpointRecord): void {
		this.#database.run(PUT, {
			...record,
			once: record.once ? 1 : 0,
			events: JSON.stringify(record.events),
			sessions: JSON.stringify(record.sessions),
			chats: record.chats && JSON.stringify(record.chats),
			keySessions: JSON.stringify(record.keySessions),
		});
	}

	get(id: string): EndpointRecord | undefined {
		const sql = 'SELECT * FROM webhook_endpoints WHERE id = ?';
		const row = this.#database.get<EndpointRow>(sql, id);
		return row && toRecord(row);
	}

	/** By id, those after `after`. */
	list(after: string, limit: number): EndpointRecord[] {
		const sql = 'SELECT * FROM webhook_endpoints WHERE id > ? ORDER BY id LIMIT ?';
		return this.#database.all<EndpointRow>(sql, after, limit).map(toRecord);
	}

	active(): EndpointRecord[] {
		const sql = "SELECT * FROM webhook_endpoints WHERE state = 'active'";
		return this.#database.all<EndpointRow>(sql).map(toRecord);
	}

	setState(id: string, state: WebhookState, because: string | null): void {
		const sql = 'UPDATE webhook_endpoints SET state = ?, disabled_because = ? WHERE id = ?';
		this.#database.run(sql, state, because, id);
	}

	/** Disables what a key answers for. @returns how many it was. */
	disableOf(keyId: string, because: string): number {
		const sql = `UPDATE webhook_endpoints SET state = 'disabled', disabled_because = ?
			WHERE key_id = ? AND state = 'active'`;
		return this.#database.run(sql, because, keyId);
	}

	recordSuccess(id: string, at: number): void {
		const sql =
			'UPDATE webhook_endpoints SET last_delivery_at = ?, failing_since = NULL WHERE id = ?';
		this.#database.run(sql, at, id);
	}

	recordFailure(id: string, at: number): void {
		const sql =
			'UPDATE webhook_endpoints SET failing_since = ? WHERE id = ? AND failing_since IS NULL';
		this.#database.run(sql, at, id);
	}

	/** Its deliveries go with it. */
	delete(id: string): void {
		this.#database.run('DELETE FROM webhook_endpoints WHERE id = ?', id);
	}
}
