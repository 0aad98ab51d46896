import type { MessageStatus } from '@waypost/contract';

/**
 * Where each status may go. Only forward: receipts may overtake each other, so a step may be left
 * out, but none is ever taken back. `sending` may also end in `failed`; what was `sent` never does.
 */
export const NEXT_STATUS: Record<MessageStatus, readonly MessageStatus[]> = {
	accepted: ['sending', 'failed', 'cancelled'],
	sending: ['sent', 'delivered', 'read', 'played', 'failed'],
	sent: ['delivered', 'read', 'played'],
	delivered: ['read', 'played'],
	read: ['played'],
	played: [],
	failed: [],
	cancelled: [],
};

export const canBecome = (from: MessageStatus, to: MessageStatus): boolean =>
	NEXT_STATUS[from].includes(to);

/** True when the message waits in the outbox: nobody has confirmed it yet. */
export const isOutstanding = (status: MessageStatus): boolean =>
	status === 'accepted' || status === 'sending';

const PROGRESS: readonly MessageStatus[] = [
	'accepted',
	'sending',
	'sent',
	'delivered',
	'read',
	'played',
];

/** True when `status` is as far as `goal`, or the message has ended otherwise. */
export const hasSettled = (status: MessageStatus, goal: 'sent' | 'delivered'): boolean =>
	status === 'failed' ||
	status === 'cancelled' ||
	PROGRESS.indexOf(status) >= PROGRESS.indexOf(goal);

/** True when `status` is `goal` or further. */
export const hasReached = (status: MessageStatus, goal: 'sent' | 'delivered'): boolean =>
	PROGRESS.indexOf(status) >= PROGRESS.indexOf(goal);
