import type { Result } from '../shared/run-items';
import type { SessionCalls } from './session-calls';

interface Unlinked {
	unlinkedAtWhatsApp: boolean;
	detail: string;
}

/** Takes Waypost off the phone's linked devices. Does nothing to a session that is not linked. */
export async function unlink(calls: SessionCalls): Promise<Result> {
	const { unlinkedAtWhatsApp, detail } = await calls.call<Unlinked>('POST', '/unlink');
	return { json: { sessionId: calls.id, unlinked: true, unlinkedAtWhatsApp, detail } };
}
