import type { WireLogEntry } from '../state/api-types.js';
import { toXml } from './stanza-xml.js';

/** Which stanzas to show. */
export interface WireFilter {
	/** All of these words have to be in the stanza as XML, in any case. */
	readonly words: string;
	/** As the program sees it that is linked. */
	readonly direction: 'both' | 'from' | 'to';
	/** Of the phone it is linked to; empty: any. */
	readonly phoneNumber: string;
}

export function fitsFilter(entry: WireLogEntry, filter: WireFilter): boolean {
	const { direction, phoneNumber, stanza, fault } = entry;
	if (filter.direction !== 'both' && (filter.direction === 'from') !== (direction === 'in')) {
		return false;
	}
	if (filter.phoneNumber !== '' && phoneNumber !== filter.phoneNumber) return false;
	const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	const text = `${toXml(stanza)} ${fault ?? ''}`.toLowerCase();
	return words.every((word) => text.includes(word));
}
