import type { Stanza } from '../stanza/stanza.js';
import { corrupted } from './corrupt.js';
import type { FaultAction, FaultRule } from './fault-rule.js';
import { malformed } from './malformed.js';
import { withOneAddress } from './one-address.js';
import { asUnavailable } from './unavailable.js';
import { asUnreadableStatus } from './unreadable-status.js';

export const CHANGES = [
	'attributes',
	'corrupt',
	'malform',
	'one-address',
	'unavailable',
	'unreadable-status',
] as const;

/** Faults after which the stanza goes out all the same, so that the wire log shows it when it does. */
const GOES_OUT = new Set<FaultAction>([...CHANGES, 'delay', 'duplicate', 'groups-dirty', 'inject']);

export function goesOut(rule: FaultRule): boolean {
	return GOES_OUT.has(rule.action) && !(rule.action === 'inject' && rule.instead);
}

/** A fault after which another stanza goes on. */
export type ChangeRule = Extract<FaultRule, { action: (typeof CHANGES)[number] }>;

/** The stanza that goes on. */
export function changed(subject: Stanza, rule: ChangeRule): Stanza {
	switch (rule.action) {
		case 'attributes':
			return { ...subject, attrs: { ...subject.attrs, ...rule.attrs } };
		case 'corrupt':
			return corrupted(subject);
		case 'malform':
			return malformed(subject, rule.kind, rule.seed);
		case 'one-address':
			return withOneAddress(subject);
		case 'unavailable':
			return asUnavailable(subject);
		case 'unreadable-status':
			return asUnreadableStatus(subject);
	}
}
