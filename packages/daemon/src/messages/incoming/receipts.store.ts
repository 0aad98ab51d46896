import { MESSAGE_STATUSES, type Contact, type MemberReceipt } from '@waypost/contract';
import { toIso } from '../../runtime/clock.js';
import type { Database } from '../../storage/database.js';

export interface NewReceipt {
	member: Contact;
	status: MemberReceipt['status'];
	/** Milliseconds since 1970. */
	at: number;
}

/** How far a message we sent to a group came, per member. */
export interface ReceiptsStore {
	/** Notes a receipt. What is further already stays: receipts overtake each other. */
	advance(messageId: string, receipt: NewReceipt): void;
	/** In order of the members' last step. */
	list(messageId: string): MemberReceipt[];
}

interface ReceiptRow {
	contact_id: string;
	contact: string;
	status: MemberReceipt['status'];
	at: number;
}

const isFurther = (one: MemberReceipt['status'], other: MemberReceipt['status']): boolean =>
	MESSAGE_STATUSES.indexOf(one) > MESSAGE_STATUSES.indexOf(other);

export function createReceiptsStore(db: Database): ReceiptsStore {
	const find = (messageId: string, contactId: string) =>
		db.get<ReceiptRow>(
			'SELECT * FROM message_receipts WHERE message_id = ? AND contact_id = ?',
			messageId,
			contactId,
		);
	return {
		advance: (messageId, { member, status, at }) => {
			const before = find(messageId, member.id) ?? byLid(db, messageId, member);
			const isNewer = !before || isFurther(status, before.status);
			if (!isNewer && before.contact_id === member.id) return;
			db.run(
				`INSERT OR REPLACE INTO message_receipts (message_id, contact_id, contact, status, at)
				VALUES (?, ?, ?, ?, ?)`,
				messageId,
				member.id,
				JSON.stringify(member),
				isNewer ? status : before.status,
				isNewer ? at : before.at,
			);
		},
		list: (messageId) =>
			db
				.all<ReceiptRow>(
					'SELECT * FROM message_receipts WHERE message_id = ? ORDER BY at, contact_id',
					messageId,
				)
				.map(({ contact, status, at }) => ({
					contact: JSON.parse(contact) as Contact,
					status,
					at: toIso(at),
				})),
	};
}

/** Takes the row of a member out who was known by the LID alone when the receipt before this came. */
function byLid(db: Database, messageId: string, { id, lid }: Contact): ReceiptRow | undefined {
	if (lid === null || lid === id) return undefined;
	return db.get<ReceiptRow>(
		'DELETE FROM message_receipts WHERE message_id = ? AND contact_id = ? RETURNING *',
		messageId,
		lid,
	);
}
