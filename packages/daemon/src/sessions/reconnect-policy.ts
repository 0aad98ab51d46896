import type { ReasonCode } from '@waypost/contract';

/** What to do after a connection ended. */
export type Reaction =
	/** Open again after `ms`. */
	| { kind: 'reconnect'; ms: number }
	/** Stay down and keep the credentials, until somebody starts the session. */
	| { kind: 'stop' }
	/** The credentials are void: put them aside and wait to be linked again. */
	| { kind: 'unlink' };

export interface Situation {
	reason: ReasonCode;
	/** Connections that ended without `connected` for a stable while; the first end is 0. */
	attempt: number;
	/** Seconds WhatsApp asked us to stay away. */
	retryAfter: number | null;
	/** 0 to 1. */
	random: number;
}

const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** WhatsApp is down for many at once then; do not be part of the herd. */
const LONGEST_BACK_OFF_UNAVAILABLE_MS = 300_000;
const RESTART_MS = 50;
const RESTARTS_IN_A_ROW = 3;
const LONGEST_RETRY_AFTER_S = 3_600;

/** A connection that lasted this long was a good one: the next failure starts from attempt 0. */
export const STABLE_MS = 60_000;

const backOff = (attempt: number, longest: number, random: number): number =>
	random * Math.min(longest, FIRST_BACK_OFF_MS * 2 ** attempt);

/**
 * The reaction to the end of a connection of a linked session. Exponential back-off with full
 * jitter; reasons that need a person never come back by themselves, so that two programs with the
 * same credentials do not throw each other out for ever.
 */
export function reactionTo({ reason, attempt, retryAfter, random }: Situation): Reaction {
	switch (reason) {
		case 'logged-out':
			return { kind: 'unlink' };
		case 'restart-required':
			return {
				kind: 'reconnect',
				ms:
					attempt < RESTARTS_IN_A_ROW ? RESTART_MS : backOff(attempt, LONGEST_BACK_OFF_MS, random),
			};
		case 'connection-lost':
		case 'timed-out':
		case 'storage-unavailable':
			return { kind: 'reconnect', ms: backOff(attempt, LONGEST_BACK_OFF_MS, random) };
		case 'unavailable': {
			const asked = Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER_S) * 1_000;
			const ms = backOff(attempt, LONGEST_BACK_OFF_UNAVAILABLE_MS, random);
			return { kind: 'reconnect', ms: Math.max(asked, ms) };
		}
		case 'replaced':
		case 'qr-expired':
		case 'pairing-failed':
		case 'banned':
		case 'locked':
		case 'outdated':
		case 'client-rejected':
		case 'restricted':
		case 'bad-credentials':
		case 'passkey-required':
		case 'wrong-server':
		case 'by-user':
			return { kind: 'stop' };
	}
}
