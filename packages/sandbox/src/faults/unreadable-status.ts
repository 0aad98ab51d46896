import { STATUS_BROADCAST } from '../stanza/jid.js';
import type { Stanza } from '../stanza/stanza.js';
import { corrupted } from './corrupt.js';

/** The message as a status of its writer, damaged on the way. */
export function asUnreadableStatus(of: Stanza): Stanza {
	const { from, ...attrs } = of.attrs;
	return { ...corrupted(of), attrs: { ...attrs, from: STATUS_BROADCAST, participant: from ?? '' } };
}
