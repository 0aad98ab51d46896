import type { Database } from './database.js';

/** Which WhatsApp a data folder belongs to. */
export type Mode = 'live' | 'sandbox';

/**
 * Marks a new data folder with its mode. Credentials of the sandbox mean nothing to WhatsApp, and
 * those of WhatsApp must never be shown to a sandbox.
 *
 * @throws when the folder belongs to the other mode.
 */
export function assertMode(database: Database, mode: Mode, dataDir: string): void {
	const marked = database.get<{ value: Mode }>("SELECT value FROM meta WHERE key = 'mode'")?.value;
	if (marked === undefined) {
		database.run("INSERT INTO meta (key, value) VALUES ('mode', ?)", mode);
	} else if (marked !== mode) {
		throw new Error(
			marked === 'sandbox'
				? `The data folder ${dataDir} belongs to a sandbox. Set WAYPOST_WHATSAPP_URL and WAYPOST_WHATSAPP_ROOT_KEY for it, or choose another folder with --data or WAYPOST_DATA_DIR.`
				: `The data folder ${dataDir} belongs to the real WhatsApp. Choose another folder for the sandbox with --data or WAYPOST_DATA_DIR.`,
		);
	}
}
