import type { Message } from '@waypost/client';
import type { NodeStatus } from 'node-red';
import { shortTextOf } from '../errors/error-texts.js';
import type { Translate } from '../translate.js';

export const sendingStatus = (translate: Translate): NodeStatus => ({
	fill: 'blue',
	shape: 'dot',
	text: translate('status.sending'),
});

/** How far the last message came; yellow while it waits. */
export function sentStatus({ status, waiting }: Message, translate: Translate): NodeStatus {
	if (waiting) return { fill: 'yellow', shape: 'dot', text: translate(`waiting.${waiting.code}`) };
	const isOnItsWay = status === 'accepted' || status === 'sending';
	return {
		fill: isOnItsWay ? 'yellow' : 'green',
		shape: 'dot',
		text: translate(`status.${status}`),
	};
}

export const failedStatus = (error: unknown, translate: Translate): NodeStatus => ({
	fill: 'red',
	shape: 'dot',
	text: shortTextOf(error, translate),
});
