import { createHash } from 'node:crypto';
import type { WaypostEvent } from '@waypost/client';
import type { AttachmentFile } from './attachment-download.js';
import { chatOf, payloadOf, toEventView } from './event-view.js';

/** An event as a message of the flow. Wired into a send node, it is answered in its chat. */
export function toFlowMessage(
	event: WaypostEvent,
	attachment: AttachmentFile | null,
	nodeId: string,
): Record<string, unknown> {
	const chat = chatOf(event);
	const waypost = toEventView(event);
	const person = waypost['from'] ?? waypost['by'];
	return {
		_msgid: messageIdOf(event.id, nodeId),
		topic: event.type,
		payload: payloadOf(event),
		...(chat && { to: chat.id, isGroup: chat.kind === 'group' }),
		...(person !== undefined && {
			from: person,
			fromName: waypost['fromName'] ?? waypost['byName'],
		}),
		...(attachment && { attachment }),
		waypost,
	};
}

/**
 * The same for the same event: should Node-RED be killed before it has noted the event, the event comes
 * again, and what a send node answered already is not sent again.
 */
const messageIdOf = (eventId: string, nodeId: string): string =>
	createHash('sha256').update(`${nodeId} ${eventId}`).digest('hex').slice(0, 16);
