import type { Scope } from '@waypost/contract';
import type { Database } from '../storage/database.js';

/** An API key as it is kept: the key itself is nowhere, only its hash. Times in ms since 1970. */
export interface KeyRecord {
	id: string;
	name: string;
	secretHash: Uint8Array;
	/** Of the key before the last rotation, valid until `oldSecretUntil`. */
	oldSecretHash: Uint8Array | null;
	oldSecretUntil: number | null;
	scopes: Scope[];
	sessions: string[];
	maxSessions: number | null;
	expiresAt: number | null;
	ipAllow: string[];
	createdAt: number;
	lastUsedAt: number | null;
}

export interface KeysStore {
	insert(record: KeyRecord): void;
	get(id: string): KeyRecord | undefined;
	/** By id, those after `after`. */
	list(after: string, limit: number): KeyRecord[];
	/** Puts a new secret in place; the one before stays valid until `oldSecretUntil`. */
	rotate(id: string, secretHash: Uint8Array, oldSecretUntil: number): void;
	/** Not waited for: when it is lost, a time of use is lost. */
	touch(id: string, at: number): Promise<void>;
	/** @returns false when there was none. */
	delete(id: string): boolean;
}

interface KeyRow {
	id: string;
	name: string;
	secret_hash: Uint8Array;
	old_secret_hash: Uint8Array | null;
	old_secret_until: number | null;
	scopes: string;
	sessions: string;
	max_sessions: number | null;
	expires_at: number | null;
	ip_allow: string;
	created_at: number;
	last_used_at: number | null;
}

const toRecord = (row: KeyRow): KeyRecord => ({
	id: row.id,
	name: row.name,
	secretHash: row.secret_hash,
	oldSecretHash: row.old_secret_hash,
	oldSecretUntil: row.old_secret_until,
	scopes: JSON.parse(row.scopes) as Scope[],
	sessions: JSON.parse(row.sessions) as string[],
	maxSessions: row.max_sessions,
	expiresAt: row.expires_at,
	ipAllow: JSON.parse(row.ip_allow) as string[],
	createdAt: row.created_at,
	lastUsedAt: row.last_used_at,
});

const INSERT = `
	INSERT INTO api_keys (id, name, secret_hash, scopes, sessions, max_sessions, expires_at, ip_allow, created_at)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The keys in the table `api_keys`. */
export class SqliteKeysStore implements KeysStore {
	readonly #database: Database;

	constructor({ database }: { database: Database }) {
		this.#database = database;
	}

	insert(record: KeyRecord): void {
		this.#database.run(
			INSERT,
			record.id,
			record.name,
			record.secretHash,
			JSON.stringify(record.scopes),
			JSON.stringify(record.sessions),
			record.maxSessions,
			record.expiresAt,
			JSON.stringify(record.ipAllow),
			record.createdAt,
		);
	}

	get(id: string): KeyRecord | undefined {
		const row = this.#database.get<KeyRow>('SELECT * FROM api_keys WHERE id = ?', id);
		return row && toRecord(row);
	}

	list(after: string, limit: number): KeyRecord[] {
		const sql = 'SELECT * FROM api_keys WHERE id > ? ORDER BY id LIMIT ?';
		return this.#database.all<KeyRow>(sql, after, limit).map(toRecord);
	}

	rotate(id: string, secretHash: Uint8Array, oldSecretUntil: number): void {
		this.#database.run(
			'UPDATE api_keys SET old_secret_hash = secret_hash, old_secret_until = ?, secret_hash = ? WHERE id = ?',
			oldSecretUntil,
			secretHash,
			id,
		);
	}

	touch(id: string, at: number): Promise<void> {
		return this.#database.commitGrouped(() => {
			this.#database.run('UPDATE api_keys SET last_used_at = ? WHERE id = ?', at, id);
		});
	}

	delete(id: string): boolean {
		return this.#database.run('DELETE FROM api_keys WHERE id = ?', id) > 0;
	}
}
