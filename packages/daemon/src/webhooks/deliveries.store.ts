import type { DeliveryStatus, EventType } from '@waypost/contract';
import type { Database } from '../storage/database.js';

/** One event on its way to one endpoint. Times in ms since 1970. */
export interface DeliveryRecord {
	seq: number;
	/** The event's. */
	id: string;
	endpointId: string;
	type: EventType;
	/** What is delivered one after the other. */
	lane: string;
	/** The exact text that is signed and sent. */
	body: string;
	status: DeliveryStatus;
	attempts: number;
	nextAt: number;
	lastStatus: number | null;
	lastError: string | null;
	createdAt: number;
	deliveredAt: number | null;
}

export type NewDelivery = Pick<
	DeliveryRecord,
	'id' | 'endpointId' | 'type' | 'lane' | 'body' | 'createdAt'
>;
/** What an attempt, or a decision of a person, makes of a delivery. */
export type DeliveryResult = Pick<
	DeliveryRecord,
	'status' | 'attempts' | 'nextAt' | 'lastStatus' | 'lastError' | 'deliveredAt'
>;

const COLUMNS = `seq, id, endpoint_id AS endpointId, type, lane, body, status, attempts, next_at AS nextAt,
	last_status AS lastStatus, last_error AS lastError, created_at AS createdAt, delivered_at AS deliveredAt`;

/** The deliveries in the table `webhook_deliveries`. */
export class DeliveriesStore {
	readonly #database: Database;

	constructor({ database }: { database: Database }) {
		this.#database = database;
	}

	insert({ id, endpointId, type, lane, body, createdAt }: NewDelivery): void {
		this.#database.run(
			`INSERT INTO webhook_deliveries (endpoint_id, id, type, lane, body, status, next_at, created_at)
			VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)`,
			...[endpointId, id, type, lane, body, createdAt, createdAt],
		);
	}

	get(endpointId: string, id: string): DeliveryRecord | undefined {
		const sql = `SELECT ${COLUMNS} FROM webhook_deliveries WHERE endpoint_id = ? AND id = ?`;
		return this.#database.get<DeliveryRecord>(sql, endpointId, id);
	}

	/** Oldest first, those after the delivery `after`. */
	list(endpointId: string, after: string | undefined, limit: number): DeliveryRecord[] {
		const seq = after === undefined ? 0 : (this.get(endpointId, after)?.seq ?? 0);
		const sql = `SELECT ${COLUMNS} FROM webhook_deliveries WHERE endpoint_id = ? AND seq > ? ORDER BY seq LIMIT ?`;
		return this.#database.all<DeliveryRecord>(sql, endpointId, seq, limit);
	}

	/** The lanes of an endpoint with something to deliver, the oldest first. */
	lanes(endpointId: string): { lane: string; nextAt: number }[] {
		// SQLite takes the other columns from the row of the minimum (sqlite.org/lang_select.html#bareagg).
		const sql = `SELECT lane, next_at AS nextAt, MIN(seq) AS first FROM webhook_deliveries
			WHERE endpoint_id = ? AND status = 'pending' GROUP BY lane ORDER BY first`;
		return this.#database.all<{ lane: string; nextAt: number }>(sql, endpointId);
	}

	/** The delivery whose turn it is. */
	head(endpointId: string, lane: string): DeliveryRecord | undefined {
		const sql = `SELECT ${COLUMNS} FROM webhook_deliveries
			WHERE endpoint_id = ? AND lane = ? AND status = 'pending' ORDER BY seq LIMIT 1`;
		return this.#database.get<DeliveryRecord>(sql, endpointId, lane);
	}

	update(seq: number, result: DeliveryResult): void {
		const { status, attempts, nextAt, lastStatus, lastError, deliveredAt } = result;
		this.#database.run(
			`UPDATE webhook_deliveries SET status = :status, attempts = :attempts, next_at = :nextAt,
			last_status = :lastStatus, last_error = :lastError, delivered_at = :deliveredAt WHERE seq = :seq`,
			{ status, attempts, nextAt, lastStatus, lastError, deliveredAt, seq },
		);
	}

	/** Makes all that waits for an endpoint due now. */
	hasten(endpointId: string, now: number): void {
		const sql = `UPDATE webhook_deliveries SET next_at = ?
			WHERE endpoint_id = ? AND status = 'pending' AND next_at > ?`;
		this.#database.run(sql, now, endpointId, now);
	}

	/** Gives up what still waits for an endpoint. */
	giveUp(endpointId: string, because: string): void {
		const sql = `UPDATE webhook_deliveries SET status = 'dead', last_error = ?
			WHERE endpoint_id = ? AND status = 'pending'`;
		this.#database.run(sql, because, endpointId);
	}

	/** Gives up what has waited since before a time: its endpoint is disabled and nobody came back. */
	giveUpOlder(before: number, because: string): void {
		const sql = `UPDATE webhook_deliveries SET status = 'dead', last_error = ?
			WHERE status = 'pending' AND created_at < ?`;
		this.#database.run(sql, because, before);
	}

	/** Forgets what was delivered before one time, and what was given up before another. */
	forget(deliveredBefore: number, deadBefore: number): void {
		const sql = `DELETE FROM webhook_deliveries WHERE
			(status = 'delivered' AND created_at < ?) OR (status = 'dead' AND created_at < ?)`;
		this.#database.run(sql, deliveredBefore, deadBefore);
	}
}
