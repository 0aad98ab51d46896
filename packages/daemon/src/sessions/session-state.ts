import { REASONS, type ReasonCode, type SessionReason, type SessionState } from '@waypost/contract';

/**
 * Where each state may go next. A move that is not listed is a bug, and throws.
 *
 * - `unlinked`: no credentials. Waits for a person to link it.
 * - `linking`: a socket shows QR codes or a pairing code. Once the phone has accepted it, it is linked.
 * - `connecting`: a socket logs in with the credentials.
 * - `connected`: messages flow.
 * - `reconnecting`: the socket is gone; a timer runs until the next attempt.
 * - `stopped`: linked, no socket, and nothing happens until somebody starts it.
 */
export const NEXT: Record<SessionState, readonly SessionState[]> = {
	unlinked: ['linking', 'connecting', 'stopped'],
	linking: ['connecting', 'stopped', 'unlinked'],
	connecting: ['connected', 'reconnecting', 'stopped', 'unlinked'],
	connected: ['reconnecting', 'stopped', 'unlinked'],
	reconnecting: ['connecting', 'stopped', 'unlinked'],
	stopped: ['connecting', 'unlinked'],
};

export interface StoredReason {
	code: ReasonCode;
	upstreamCode: number | null;
}

/** The reason as the API shows it; `comesBack` is only true while a timer runs. */
export function describeReason(
	state: SessionState,
	reason: StoredReason | null,
): SessionReason | null {
	if (!reason) return null;
	const { sentence, comesBack } = REASONS[reason.code];
	const waits = state === 'reconnecting' || state === 'connecting';
	return {
		code: reason.code,
		sentence,
		comesBack: comesBack && waits,
		upstreamCode: reason.upstreamCode,
	};
}
