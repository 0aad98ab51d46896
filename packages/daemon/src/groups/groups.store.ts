import type { Database } from '../storage/database.js';

/** What is kept of groups: their names, and which of their notices were told. */
export interface GroupsStore {
	subjectOf(sessionId: string, groupId: string): string | undefined;
	/** Writes only what is new. */
	setSubject(sessionId: string, groupId: string, subject: string): void;
	/**
	 * Notes that a notice was told.
	 *
	 * @param notice.at - milliseconds since 1970, by our clock.
	 * @returns false when it was noted before.
	 */
	noteTold(sessionId: string, notice: { groupId: string; id: string; at: number }): boolean;
	/** Forgets notices told before then: they come again within days or never. */
	forgetTold(before: number): void;
	deleteSession(sessionId: string): void;
}

export function createGroupsStore(db: Database): GroupsStore {
	const subjectOf = (sessionId: string, groupId: string) =>
		db.get<{ subject: string }>(
			'SELECT subject FROM group_subjects WHERE session_id = ? AND group_id = ?',
			sessionId,
			groupId,
		)?.subject;
	return {
		subjectOf,
		setSubject: (sessionId, groupId, subject) => {
			if (subjectOf(sessionId, groupId) === subject) return;
			db.run(
				`INSERT INTO group_subjects (session_id, group_id, subject) VALUES (?, ?, ?)
					ON CONFLICT DO UPDATE SET subject = excluded.subject`,
				...[sessionId, groupId, subject],
			);
		},
		noteTold: (sessionId, { groupId, id, at }) =>
			db.run(
				'INSERT INTO group_notices (session_id, group_id, id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
				...[sessionId, groupId, id, at],
			) > 0,
		forgetTold: (before) => {
			db.run('DELETE FROM group_notices WHERE at < ?', before);
		},
		deleteSession: (sessionId) => {
			db.run('DELETE FROM group_subjects WHERE session_id = ?', sessionId);
			db.run('DELETE FROM group_notices WHERE session_id = ?', sessionId);
		},
	};
}
