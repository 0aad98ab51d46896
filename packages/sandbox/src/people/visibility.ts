import type { Account } from '../state/account.js';
import type { PrivacyCategory } from './privacy-settings.js';

/** Whether `owner` has blocked this person: nothing of them comes through, outside of groups. */
export function blocks(owner: Account, other: Account): boolean {
	return owner.blocked.has(other.number);
}

/** Everybody is a contact of a phone until its contacts are named. */
export function isContact({ contacts }: Account, other: Account): boolean {
	return contacts === null || contacts.includes(other.number);
}

/** Whether this setting of `owner` lets `other` see or do what it is about. */
export function allows(owner: Account, category: PrivacyCategory, other: Account): boolean {
	if (owner === other) return true;
	if (blocks(owner, other)) return false;
	const { privacy } = owner;
	switch (privacy.values[category]) {
		case 'none':
			return false;
		case 'contacts':
			return isContact(owner, other);
		case 'contact_blacklist':
			return isContact(owner, other) && !privacy.except(category).has(other.number);
		case 'match_last_seen':
			return allows(owner, 'last', other);
		default:
			return true;
	}
}

/** Who does not show when they were last online does not see it of others, either. */
export function showsLastSeen(owner: Account, viewer: Account): boolean {
	return allows(owner, 'last', viewer) && allows(viewer, 'last', owner);
}

/**
 * Whether the author hears of this receipt: reading is told to those only who tell it themselves, in
 * groups always (WhatsApp's rule). A client that does not tell says `read-self`, which is for the
 * reader's own devices (Baileys Socket/messages-send.js readMessages).
 */
export function isToldTo(author: Account, reader: Account, type: string | undefined): boolean {
	if (type === 'read-self') return false;
	if (type !== 'read') return true;
	return [reader, author].every(({ privacy }) => privacy.values.readreceipts === 'all');
}
