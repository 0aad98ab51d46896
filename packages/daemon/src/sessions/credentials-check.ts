import type { Logger } from 'pino';
import type { SessionCredentials } from '../storage/session-credentials.js';
import type { WhatsAppConnector } from '../whatsapp/whatsapp-connection.js';

export interface CredentialsCheck {
	connector: Pick<WhatsAppConnector, 'isLinked'>;
	credentials: SessionCredentials;
	/** Does the record say that there was a link? */
	wasLinked: boolean;
	logger: Logger;
}

/** True for credentials that are there and cannot be used; false when the store failed. */
export const isDamage = (err: unknown): boolean =>
	err instanceof Error && err.name === 'CredentialsError';

/**
 * What is stored of a link. Missing or unreadable credentials of a linked session are `damaged`: a
 * fault for a person to mend, never the start of a new identity. `unknown` when the store failed.
 */
export async function checkCredentials(
	check: CredentialsCheck,
): Promise<'linked' | 'none' | 'damaged' | 'unknown'> {
	try {
		if (await check.connector.isLinked(check.credentials)) return 'linked';
		return check.wasLinked ? 'damaged' : 'none';
	} catch (err) {
		check.logger.error({ err }, 'the stored credentials cannot be read');
		return isDamage(err) ? 'damaged' : 'unknown';
	}
}
