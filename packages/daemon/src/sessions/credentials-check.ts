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

/**
 * What is stored of a link. Missing or unreadable credentials of a linked session are `damaged`: a
 * fault for a person to mend, never the start of a new identity.
 */
export async function checkCredentials(
	check: CredentialsCheck,
): Promise<'linked' | 'none' | 'damaged'> {
	try {
		if (await check.connector.isLinked(check.credentials)) return 'linked';
		return check.wasLinked ? 'damaged' : 'none';
	} catch (err) {
		check.logger.error({ err }, 'the stored credentials cannot be read');
		return 'damaged';
	}
}
