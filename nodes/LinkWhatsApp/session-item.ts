import type { IDataObject } from 'n8n-workflow';
import type { Session } from '../shared/waypost-types';

/** A session is linked while a phone lists it, connected or not. */
export const isLinked = ({ linkedAt }: Session): boolean => linkedAt !== null;

/** A session as one flat item; `reason` says why it is not connected. */
export function toSessionItem(session: Session): IDataObject {
	const { id, name, state, reason, phoneNumber, pushName, linkedAt, connectedAt } = session;
	const { restriction, outbox } = session;
	return {
		sessionId: id,
		name,
		state,
		linked: isLinked(session),
		phoneNumber,
		pushName,
		linkedAt,
		connectedAt,
		reason: reason?.sentence ?? null,
		reasonCode: reason?.code ?? null,
		...(restriction && { restriction: restriction.code, restrictedUntil: restriction.until }),
		messagesWaiting: outbox.waiting,
		messagesInDoubt: outbox.inDoubt,
		messagesFailed: outbox.failed,
	};
}
