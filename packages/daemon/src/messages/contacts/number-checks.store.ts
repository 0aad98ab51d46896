import type { Database } from '../../storage/database.js';
import type { Address } from '../../whatsapp/whatsapp-connection.js';

/** What WhatsApp said about a phone number. */
export interface NumberCheckRecord {
	/** Null: not on WhatsApp. Its number may be spelt otherwise than the one asked for. */
	address: Pick<Address, 'phoneNumber' | 'lid'> | null;
	/** Milliseconds since 1970. */
	checkedAt: number;
}

/** Per number asked for (E.164 with `+`) who it belongs to; null: nobody. */
export type NumberAnswers = ReadonlyMap<string, NumberCheckRecord['address']>;

/** Answers of WhatsApp about numbers, per session, so that it is not asked again for each message. */
export interface NumberChecksStore {
	/** @param phoneNumber - E.164 with `+`, in any spelling it was asked for. */
	find(sessionId: string, phoneNumber: string): NumberCheckRecord | undefined;
	/**
	 * Forgets some of what was said long ago as well, so that the table does not grow for ever.
	 *
	 * @param answers - by the number asked for; each is found under WhatsApp's own spelling as well.
	 */
	save(sessionId: string, answers: NumberAnswers, checkedAt: number): void;
}

interface Row {
	registered_as: string | null;
	lid: string | null;
	checked_at: number;
}

const SAVE = `INSERT OR REPLACE INTO number_checks (session_id, phone_number, registered_as, lid, checked_at)
	VALUES (?, ?, ?, ?, ?)`;

/** No answer is believed for longer; see `RecipientCheck`. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * A few at a time, so that no answer waits for it. WhatsApp's own spelling of a number is kept: it
 * names the chat also while nobody can be asked.
 */
const PRUNE = `DELETE FROM number_checks WHERE (session_id, phone_number) IN (
		SELECT session_id, phone_number FROM number_checks INDEXED BY number_checks_by_time
		WHERE checked_at <= ? AND (registered_as IS NULL OR registered_as = phone_number)
		ORDER BY checked_at LIMIT 50
	)`;

export const createNumberChecksStore = (db: Database): NumberChecksStore => ({
	find: (sessionId, phoneNumber) => {
		const row = db.get<Row>(
			'SELECT registered_as, lid, checked_at FROM number_checks WHERE session_id = ? AND phone_number = ?',
			sessionId,
			phoneNumber,
		);
		return row && toRecord(row);
	},
	save: (sessionId, answers, checkedAt) => {
		db.transaction(() => {
			for (const [asked, address] of answers) {
				const registeredAs = address?.phoneNumber ?? null;
				for (const number of new Set([asked, registeredAs ?? asked])) {
					db.run(SAVE, sessionId, number, registeredAs, address?.lid ?? null, checkedAt);
				}
			}
			db.run(PRUNE, checkedAt - KEPT_MS);
		});
	},
});

const toRecord = ({ registered_as, lid, checked_at }: Row): NumberCheckRecord => ({
	address: registered_as === null ? null : { phoneNumber: registered_as, lid },
	checkedAt: checked_at,
});
