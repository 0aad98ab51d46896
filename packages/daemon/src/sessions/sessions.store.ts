import type { RestrictionCode, UpdatePacing } from '@waypost/contract';
import type { Database } from '../storage/database.js';
import type { StoredReason } from './session-state.js';

/** What is remembered of a session. Times in milliseconds since 1970. */
export interface SessionRecord {
	id: string;
	name: string;
	autoStart: boolean;
	createdAt: number;
	/** Id of the API key that created it; null for the admin key. Counts against its `maxSessions`. */
	createdBy: string | null;
	/** When the phone accepted this device; null while there are no credentials. */
	linkedAt: number | null;
	phoneNumber: string | null;
	lid: string | null;
	pushName: string | null;
	/** Why it stays stopped over a restart; null when it may connect. */
	heldBecause: StoredReason | null;
	/** Why it is not linked, when there was a link once or an attempt. */
	unlinkedBecause: StoredReason | null;
	/** Pacing as the user set it; what is not named is the default. Absent in older records. */
	pacing?: UpdatePacing | null;
	/** What WhatsApp restricts; `until` in milliseconds since 1970. Absent in older records. */
	restriction?: { code: RestrictionCode; until: number | null } | null;
}

export interface SessionsStore {
	list(): SessionRecord[];
	save(record: SessionRecord): void;
	delete(id: string): void;
}

/** Same table as the credentials (Keyv's), so that a copied store brings its sessions along. */
const NAMESPACE = 'sessions';

export function createSessionsStore(database: Database): SessionsStore {
	return {
		list: () =>
			database
				.all<{ v: string }>('SELECT v FROM kv WHERE ns = ? ORDER BY k', NAMESPACE)
				.map(({ v }) => JSON.parse(v) as SessionRecord),
		save: (record) => {
			database.run(
				'INSERT INTO kv (ns, k, v) VALUES (?, ?, ?) ON CONFLICT (ns, k) DO UPDATE SET v = excluded.v',
				NAMESPACE,
				record.id,
				JSON.stringify(record),
			);
		},
		delete: (id) => {
			database.run('DELETE FROM kv WHERE ns = ? AND k = ?', NAMESPACE, id);
		},
	};
}
