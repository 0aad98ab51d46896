import type { GroupRole } from '@waypost/contract';
import type { GroupMetadata } from './baileys.js';
import { isSameAccount } from './jid.js';
import { personOf, type ReceivedMessageContext } from './message-people.js';
import type { Address, GroupInfo } from './whatsapp-connection.js';

/** Who we are, and whom we know. */
export type KnownPeople = Pick<ReceivedMessageContext, 'own' | 'phoneNumberOf'>;

type Participant = GroupMetadata['participants'][number];

/** A group as Baileys reads it (`Socket/groups.js`, extractGroupMetadata), in our words. */
export function toGroupInfo(group: GroupMetadata, people: KnownPeople): GroupInfo {
	return {
		id: group.id,
		subject: group.subject ?? '',
		description: group.desc || null,
		owner: group.owner ? personOf([group.owner, group.ownerPn], null, people) : null,
		createdAt: group.creation ? group.creation * 1000 : null,
		addressing: (group.addressingMode as string | undefined) === 'lid' ? 'lid' : 'phone-number',
		onlyAdminsWrite: group.announce === true,
		onlyAdminsEdit: group.restrict === true,
		members: group.participants.flatMap((each) => toMember(each, people)),
	};
}

function toMember(
	participant: Participant,
	people: KnownPeople,
): (Address & { role: GroupRole })[] {
	const { id, lid, phoneNumber } = participant;
	const person = personOf([id, phoneNumber, lid], null, people);
	return person ? [{ ...person, role: roleOf(participant) }] : [];
}

/** WhatsApp's superadmin is who created the group. */
function roleOf({ admin }: Participant): GroupRole {
	if (admin === 'superadmin') return 'owner';
	return admin === 'admin' ? 'admin' : 'member';
}

/** May this account write? True also when it is not among the members: WhatsApp will say so. */
export function mayWrite({ announce, participants }: GroupMetadata, own: Address): boolean {
	if (!announce) return true;
	const me = participants.find(({ id }) => isSameAccount(id, own.id) || isSameAccount(id, own.lid));
	return me === undefined || roleOf(me) !== 'member';
}
