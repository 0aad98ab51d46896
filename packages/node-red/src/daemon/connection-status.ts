import type { Session } from '@waypost/client';
import type { NodeStatus } from 'node-red';
import { shortTextOf } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';
import type { ConnectionView } from './daemon-connection.js';

/** A status, and whether a node can do its work: then what it did last may be shown in its place. */
export interface ConnectionStatus {
	isReady: boolean;
	status: NodeStatus;
}

type Look = Pick<NodeStatus, 'fill' | 'shape'>;
const GOOD: Look = { fill: 'green', shape: 'dot' };
const COMING: Look = { fill: 'yellow', shape: 'ring' };
const BAD: Look = { fill: 'red', shape: 'ring' };
const OFF: Look = { fill: 'grey', shape: 'ring' };

const LOOKS: Readonly<Record<Session['state'], Look>> = {
	unlinked: BAD,
	linking: COMING,
	connecting: COMING,
	connected: GOOD,
	reconnecting: COMING,
	stopped: OFF,
};

/**
 * The one place that says how daemon and session look under a node.
 *
 * @param sessionId - null for any session.
 * @param missing - the text when there is no such session.
 */
export function connectionStatus(
	{ state, error, sessions }: ConnectionView,
	sessionId: string | null,
	translate: Translate,
	missing = 'status.no-session',
): ConnectionStatus {
	const show = (look: Look, text: string, isReady = false): ConnectionStatus => ({
		isReady,
		status: { ...look, text },
	});
	if (state === 'connecting') return show(COMING, translate('status.connecting'));
	if (state === 'refused' || state === 'disconnected') {
		const text = error && shortTextOf(error, translate);
		return show(BAD, text ?? translate('status.disconnected'));
	}
	if (state === 'idle') return show(OFF, translate('status.idle'));
	if (sessionId === null || sessions === null)
		return show(GOOD, translate('status.connected'), true);
	const session = sessions.get(sessionId);
	if (!session) return show(BAD, translate(missing));
	return sessionStatus(session, show, translate);
}

function sessionStatus(
	session: Session,
	show: (look: Look, text: string, isReady?: boolean) => ConnectionStatus,
	translate: Translate,
): ConnectionStatus {
	const { state, reason, phoneNumber, restriction } = session;
	if (state === 'connected') {
		if (restriction)
			return show({ fill: 'yellow', shape: 'dot' }, translate('status.restricted'), true);
		return show(GOOD, phoneNumber ?? translate('status.connected'), true);
	}
	const why = reason && translate(`reasons.${reason.code}`, { defaultValue: '' });
	return show(LOOKS[state], why || translate(`states.${state}`));
}

/** The status of a node without a config node. */
export const noConfigStatus = (translate: Translate): NodeStatus => ({
	...BAD,
	text: translate('status.no-config'),
});
