import { MESSAGE_STATUSES, type MessageStatus } from '@waypost/contract';

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

/** True when nothing more was sent, or will be. */
const hasEnded = (status: MessageStatus): boolean => status === 'failed' || status === 'cancelled';

/** True when `status` is `goal` or further, in the order of the contract. */
export const hasReached = (status: MessageStatus, goal: 'sent' | 'delivered'): boolean =>
	!hasEnded(status) && MESSAGE_STATUSES.indexOf(status) >= MESSAGE_STATUSES.indexOf(goal);

/** True when `status` is as far as `goal`, or the message has ended otherwise. */
export const hasSettled = (status: MessageStatus, goal: 'sent' | 'delivered'): boolean =>
	hasEnded(status) || hasReached(status, goal);
