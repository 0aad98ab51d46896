import { SandboxError } from '../errors.js';
import type { Group } from '../groups/group.js';
import { toE164 } from '../phone-number.js';
import { addressingOf, isGroup, isPerson, PN, type Addressing } from '../stanza/jid.js';
import type { Account } from '../state/account.js';
import type { GroupRecord } from '../state/group-record.js';
import type { World } from '../world.js';
import type { Phone } from './phone.js';

/** Whom to write to: E.164 number, phone, jid (phone number, LID or group), or group. */
export type To = string | Phone | Group;

interface Chat {
	/** As the stanza names it. */
	readonly jid: string;
	/** As the screen names it. */
	readonly chat: string;
	/** How people are addressed there. */
	readonly addressing: Addressing;
}

export type PersonRecipient = Chat & { readonly kind: 'person'; readonly account: Account };
export type GroupRecipient = Chat & { readonly kind: 'group'; readonly group: GroupRecord };

/** A chat one can write to. */
export type Recipient = PersonRecipient | GroupRecipient;

/** Throws RECIPIENT_NOT_ON_WHATSAPP, GROUP_NOT_FOUND, INVALID_NUMBER. */
export function findRecipient(world: World, to: To): Recipient {
	const name = nameOf(to);
	return isGroup(name) ? findGroup(world, name) : findPerson(world, name);
}

function nameOf(to: To): string {
	if (typeof to === 'string') return to;
	return 'phoneNumber' in to ? to.phoneNumber : to.id;
}

function findGroup(world: World, jid: string): GroupRecipient {
	const group = world.groups.byId(jid);
	if (!group) throw new SandboxError('GROUP_NOT_FOUND', `There is no group ${jid}.`);
	return { kind: 'group', jid, chat: jid, addressing: group.addressing, group };
}

function findPerson({ accounts }: World, name: string): PersonRecipient {
	const byJid = isPerson(name);
	const account = byJid ? accounts.byJid(name) : accounts.byPhoneNumber(name);
	if (!account?.registered) {
		throw new SandboxError('RECIPIENT_NOT_ON_WHATSAPP', `${name} is not on WhatsApp.`);
	}
	const addressing = byJid ? addressingOf(name) : PN;
	const jid = account.jid(addressing);
	return { kind: 'person', jid, chat: toE164(account.number), addressing, account };
}
