import type { Database } from '../../storage/database.js';

/** The two addresses of a person. */
export interface AddressPair {
	/** `…@lid` */
	lid: string;
	/** E.164 with `+`. */
	phoneNumber: string;
}

/** Which LID belongs to which phone number, as each session learned it. */
export interface ContactsStore {
	phoneNumberOf(sessionId: string, lid: string): string | undefined;
	lidOf(sessionId: string, phoneNumber: string): string | undefined;
	/**
	 * Keeps a pair. A LID stays with its person: a number it comes with later takes the place of the
	 * one before.
	 *
	 * @returns false when it was known.
	 */
	learn(sessionId: string, pair: AddressPair): boolean;
}

export function createContactsStore(db: Database): ContactsStore {
	const phoneNumberOf = (sessionId: string, lid: string) =>
		db.get<{ number: string }>(
			'SELECT phone_number AS number FROM contacts WHERE session_id = ? AND lid = ?',
			sessionId,
			lid,
		)?.number;
	return {
		phoneNumberOf,
		lidOf: (sessionId, phoneNumber) =>
			db.get<{ lid: string }>(
				'SELECT lid FROM contacts WHERE session_id = ? AND phone_number = ? LIMIT 1',
				sessionId,
				phoneNumber,
			)?.lid,
		learn: (sessionId, { lid, phoneNumber }) => {
			if (phoneNumberOf(sessionId, lid) === phoneNumber) return false;
			db.run(
				'INSERT OR REPLACE INTO contacts (session_id, lid, phone_number) VALUES (?, ?, ?)',
				sessionId,
				lid,
				phoneNumber,
			);
			return true;
		},
	};
}
